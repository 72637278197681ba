"""The TLS material that the global flags and the environment select, checked to be readable."""

from __future__ import annotations

import os

from pydock_core.config import files, folders
from pydock_core.engine.endpoint import TLSMaterial
from pydock_core.errors import SettingsError
from pydock_core.files.regular import open_regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.config.endpoint import EndpointFlags


def material(flags: EndpointFlags, environ: Mapping[str, str]) -> TLSMaterial:
    """Returns the files of the flags, else of DOCKER_CERT_PATH, else of docker's config folder; raises SettingsError.

    Without any file the system's CAs are trusted; docker's client would then speak plain HTTP.
    """
    verify = bool(environ.get("DOCKER_TLS_VERIFY")) if flags.tlsverify is None else flags.tlsverify
    # The folder of `--config` does not count: docker sets these defaults before it reads the flags.
    folder = environ.get("DOCKER_CERT_PATH") or folders.docker_config_folder(environ)
    # The default CA file must exist; the default certificate and key may be missing.
    return TLSMaterial(
        ca_file=_readable(_path(flags.tlscacert, folder, "ca.pem")),
        cert_file=_readable(_path(flags.tlscert, folder, "cert.pem"), optional=flags.tlscert is None),
        key_file=_readable(_path(flags.tlskey, folder, "key.pem"), optional=flags.tlskey is None),
        verify=verify,
    )


def _path(flag: str | None, folder: str, name: str) -> str:
    if flag is None:
        return os.path.join(folder, name)
    # docker removes one pair of quotes that the shell left.
    if len(flag) >= 2 and flag[0] == flag[-1] and flag[0] in "\"'":
        return flag[1:-1]
    return flag


def _readable(path: str, *, optional: bool = False) -> str | None:
    """Returns the absolute path of a file that can be read; None for "" and for a missing optional one."""
    if not path:
        return None
    try:
        os.close(open_regular(path))
        return os.path.abspath(path)
    except OSError as error:
        if optional and isinstance(error, FileNotFoundError):
            return None
        raise SettingsError(files.reason(error)) from error
