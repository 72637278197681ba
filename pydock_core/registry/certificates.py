"""TLS with a registry: the system's CAs, and docker's certificates for a host in certs.d."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from pydock_core.errors import SettingsError
from pydock_core.files.regular import open_regular

if TYPE_CHECKING:
    from collections.abc import Mapping


def certificates_folder(host: str, environ: Mapping[str, str]) -> str:
    """Returns docker's folder of certificates for `HOST[:PORT]`."""
    root = "/etc/docker"
    if environ.get("ROOTLESSKIT_STATE_DIR"):
        config = environ.get("XDG_CONFIG_HOME") or os.path.join(environ.get("HOME", ""), ".config")
        root = os.path.join("/", config, "docker")  # never the current folder: its CAs may be another user's
    return os.path.join(root, "certs.d", host)


def tls_context(folder: str, *, verify: bool) -> ssl.SSLContext:
    """Returns the TLS context for a registry whose certificates are in `folder`.

    `*.crt` are CA certificates, `*.cert` and `*.key` those of the client. Without `verify`, no file is read and any
    server certificate is accepted. Raises SettingsError for an unusable certificate.
    """
    if not verify:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # without the system's CAs, which take long to read
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context = ssl.create_default_context()
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return context
    for name in names:
        path = os.path.join(folder, name)
        base, extension = os.path.splitext(path)
        try:
            if extension in (".crt", ".cert"):
                os.close(open_regular(path))
            if extension == ".crt":
                context.load_verify_locations(path)
            elif extension == ".cert":
                if f"{os.path.basename(base)}.key" not in names:
                    raise SettingsError(
                        f"missing key {os.path.basename(base)}.key for client certificate {name}. CA certificates must "
                        "use the extension .crt"
                    )
                os.close(open_regular(base + ".key"))
                context.load_cert_chain(path, base + ".key")
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(f"{error.filename or path}: {error.strerror or error}") from error
    return context
