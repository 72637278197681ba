"""docker's context store: named engines under `contexts/` in docker's config folder.

`meta/SHA256(NAME)/meta.json` holds the address of the engine, `tls/SHA256(NAME)/docker/{ca,cert,key}.pem` its TLS
files.
"""

from __future__ import annotations

import os

from pydock_core.config import context_metadata, files
from pydock_core.config.folders import read_regular
from pydock_core.engine.endpoint import TLSMaterial
from pydock_core.errors import SettingsError
from pydock_core.values import json_codec
from pydock_core.values.natural_order import natural_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.config.docker_config import DockerConfig

ENDPOINT = "docker"
TLS_FILES = ("ca.pem", "cert.pem", "key.pem")


class ContextNotFound(SettingsError):
    """A context without a meta.json in the store."""


class StoredEndpoint:
    """The engine of a context: `host` as written ("" for the local socket), and its TLS material or None."""

    __slots__ = ("host", "tls")

    def __init__(self, host: str, tls: TLSMaterial | None) -> None:
        self.host = host
        self.tls = tls


class ContextStore:
    """The contexts in `folder`; the context `default` is never stored. `context_file` writes contexts."""

    __slots__ = ("folder",)

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @classmethod
    def of(cls, config: DockerConfig) -> ContextStore:
        """Returns the store beside docker's config.json."""
        return cls(os.path.join(config.folder, "contexts"))

    def metadata_folder(self, name: str) -> str:
        """Returns the folder of the context's meta.json, whether or not it exists."""
        return os.path.join(self.folder, "meta", _folder_name(name))

    def tls_folder(self, name: str) -> str:
        """Returns the folder of the context's TLS files, whether or not it exists."""
        return os.path.join(self.folder, "tls", _folder_name(name))

    def metadata(self, name: str) -> dict[str, Any]:
        """Returns the context's meta.json: `Name`, `Metadata` (with `Description`) and `Endpoints` by name.

        Raises ContextNotFound (`context "x": context not found: …`), or SettingsError with the fault in the file.
        """
        try:
            return _read(os.path.join(self.metadata_folder(name), "meta.json"))
        except SettingsError as error:
            raise type(error)(f'context "{name}": {error.message}') from error

    def endpoint(self, name: str) -> StoredEndpoint:
        """Returns the context's engine; raises SettingsError."""
        endpoints = self.metadata(name).get("Endpoints") or {}
        if ENDPOINT not in endpoints:
            raise SettingsError("cannot find docker endpoint in context")
        endpoint = endpoints[ENDPOINT]
        if endpoint is None:
            raise SettingsError(f'endpoint "{ENDPOINT}" is not of type EndpointMeta')
        return StoredEndpoint(endpoint["Host"], self._tls(name, skip_verify=endpoint["SkipTLSVerify"]))

    def tls_files(self, name: str) -> dict[str, list[str]]:
        """Returns the TLS files of each endpoint that has any: `{"docker": ["ca.pem", …]}`, sorted."""
        folder = self.tls_folder(name)
        try:
            endpoints = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
            return {
                endpoint: sorted(
                    entry.name
                    for entry in os.scandir(os.path.join(folder, endpoint))
                    if not entry.is_dir(follow_symlinks=False)
                )
                for endpoint in endpoints
            }
        except FileNotFoundError:
            return {}
        except OSError as error:
            what = f"failed to list TLS files for context {name}: {files.reason(error)}"
            raise SettingsError(f'failed to retrieve TLS files for context "{name}": {what}') from error

    def all(self) -> list[dict[str, Any]]:
        """Returns the metadata of every stored context, in docker's order: numbers in names compare as numbers.

        Raises SettingsError if a single context is broken, as docker does: `failed to read metadata: …`.
        """
        contexts = []
        for path in _metadata_files(os.path.join(self.folder, "meta")):
            try:
                contexts.append(_read(path))
            except ContextNotFound:
                continue  # removed by another process since its folder was listed
            except SettingsError as error:
                raise SettingsError(f"failed to read metadata: {error.message}") from error
        return sorted(contexts, key=lambda context: natural_order(context["Name"]))

    def names(self) -> list[str]:
        """Returns the names of the stored contexts, in docker's order."""
        return [context["Name"] for context in self.all()]

    def _tls(self, name: str, *, skip_verify: bool) -> TLSMaterial | None:
        files = self.tls_files(name).get(ENDPOINT)
        if files is None:
            return TLSMaterial(verify=False) if skip_verify else None
        folder = os.path.join(self.tls_folder(name), ENDPOINT)
        paths = [os.path.join(folder, file) for file in TLS_FILES]
        # A folder in a file's place is no file of the listing, and fails when it is read.
        ca, cert, key = (path if os.path.basename(path) in files or os.path.isdir(path) else None for path in paths)
        return TLSMaterial(ca_file=ca, cert_file=cert, key_file=key, verify=not skip_verify)


def _folder_name(name: str) -> str:
    data = name.encode("utf-8", "surrogateescape")
    try:
        # hashlib loads all of OpenSSL, which takes a third of a command's time.
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        try:
            from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]
        except ImportError:
            from hashlib import sha256
    digest: str = sha256(data).hexdigest()
    return digest


def _metadata_files(folder: str) -> list[str]:
    """Returns every meta.json below `folder`; docker searches nested folders, too."""
    found = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SettingsError(files.reason(error)) from error
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            path = os.path.join(entry.path, "meta.json")
            if os.path.exists(path) and not os.path.isdir(path):
                found.append(path)
            found.extend(_metadata_files(entry.path))
    return found


def _read(path: str) -> dict[str, Any]:
    """Returns a meta.json.

    Checks that Name is a string, Metadata an object or None, and that the docker endpoint has both values.
    """
    try:
        data, _ = read_regular(path)
    except FileNotFoundError as error:
        raise ContextNotFound(f"context not found: {files.reason(error)}") from error
    except OSError as error:
        raise SettingsError(files.reason(error)) from error
    try:
        raw = json_codec.loads(data)
    except ValueError:
        raw = None
    if not _is_plain(raw):
        return context_metadata.decode(path, data, ENDPOINT)
    metadata: dict[str, Any] = raw
    return metadata


def _is_plain(raw: Any) -> bool:
    """Returns whether `raw` has the form that docker writes; `context_metadata` decodes all other forms."""
    try:
        endpoint = raw["Endpoints"][ENDPOINT]
        return (
            isinstance(raw["Name"], str)
            and isinstance(raw["Metadata"].get("Description", ""), str)
            and isinstance(endpoint["Host"], str)
            and isinstance(endpoint["SkipTLSVerify"], bool)
        )
    except (AttributeError, KeyError, TypeError):
        return False
