"""The contexts of a session: those of docker's store, and `default`, which flags and environment describe."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.config import context_file, context_metadata, default_context
from pydock_core.config.contexts import ENDPOINT, TLS_FILES, ContextNotFound, ContextStore
from pydock_core.config.endpoint import DEFAULT_CONTEXT, context_name
from pydock_core.config.files import reason
from pydock_core.config.folders import read_regular
from pydock_core.errors import SettingsError
from pydock_core.values.natural_order import natural_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from pydock_core.session import Session

    Metadata: TypeAlias = dict[str, Any]  # with `Name`, `Metadata` and `Endpoints`
    Files: TypeAlias = Mapping[str, Mapping[str, bytes]]  # TLS files: endpoint → name → content

IN_MEMORY = "<IN MEMORY>"
_DEFAULT_DESCRIPTION = "Current DOCKER_HOST based configuration"
_CURRENT = "currentContext"


class Contexts:
    """The contexts of a session; methods raise SettingsError, and InvalidValue for a name that docker refuses.

    `current` is the name of the context in use, whether or not the context exists.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = ContextStore.of(session.load_config())
        self.current = context_name(session.global_options, session.environ, session.load_config())

    def get(self, name: str) -> Metadata:
        """Returns a context: `Name`, `Metadata` (an object or None) and `Endpoints`."""
        if name != DEFAULT_CONTEXT:
            return self._store.metadata(name)
        host, tls = default_context.describe(self._session.global_options, self._session.environ)
        endpoint = {"Host": host, "SkipTLSVerify": tls is not None and not tls.verify}
        return {"Name": name, "Metadata": {}, "Endpoints": {ENDPOINT: endpoint}}

    def all(self) -> list[Metadata]:
        """Returns every context in docker's order: numbers in names compare as numbers."""
        found = [*self._store.all(), self.get(DEFAULT_CONTEXT)]
        return sorted(found, key=lambda context: natural_order(context["Name"]))

    def tls_names(self, name: str) -> dict[str, list[str]]:
        """Returns the names of the TLS files of each endpoint that has any."""
        if name != DEFAULT_CONTEXT:
            return self._store.tls_files(name)
        return {endpoint: sorted(paths) for endpoint, paths in self._default_tls().items()}

    def tls_contents(self, name: str) -> dict[str, dict[str, bytes]]:
        """Returns the TLS files of each endpoint, with their contents."""
        if name != DEFAULT_CONTEXT:
            folder = self._store.tls_folder(name)
            names = self._store.tls_files(name)
            paths = {end: {file: os.path.join(folder, end, file) for file in names[end]} for end in names}
        else:
            paths = self._default_tls()
        return {end: {file: _read(end, path) for file, path in files.items()} for end, files in paths.items()}

    def storage(self, name: str) -> tuple[str, str]:
        """Returns the folders of the metadata and of the TLS files, which need not exist."""
        if name == DEFAULT_CONTEXT:
            return IN_MEMORY, IN_MEMORY
        return self._store.metadata_folder(name), self._store.tls_folder(name)

    def check_new_name(self, name: str) -> None:
        """Raises InvalidValue or SettingsError for a name that no new context can have."""
        context_file.validate_name(name)
        try:
            self._store.metadata(name)
        except ContextNotFound:
            return
        except SettingsError as error:
            raise SettingsError(f"error while getting existing contexts: {error.message}") from error
        raise SettingsError(f'context "{name}" already exists')

    def create(self, metadata: Metadata, tls: Files) -> None:
        """Creates the context `metadata["Name"]` with its TLS files."""
        context_file.create(self._store, metadata, tls)

    def replace(self, metadata: Metadata) -> None:
        """Replaces the metadata of the context `metadata["Name"]`."""
        context_file.write_metadata(self._store, metadata)

    def replace_tls(self, name: str, contents: Mapping[str, bytes]) -> None:
        """Replaces the TLS files of the context's engine; {} leaves none."""
        context_file.write_tls(self._store, name, contents)

    def exists(self, name: str) -> bool:
        """Returns whether the store has a folder for the context."""
        return os.path.exists(self._store.metadata_folder(name))

    def remove(self, name: str) -> None:
        """Deletes a context with its TLS files; a missing context is no error."""
        context_file.remove(self._store, name)

    def use(self, name: str) -> None:
        """Makes a context the current one, in config.json, which is not written if nothing changes."""
        value = "" if name == DEFAULT_CONTEXT else name

        def change(content: dict[str, Any]) -> None:
            if value:
                content.setdefault("auths", {})  # docker writes the member into each file
                content[_CURRENT] = value
            else:
                content.pop(_CURRENT, None)

        config = self._session.load_config()
        if config.get(_CURRENT) != value:
            config.update(change)

    def _default_tls(self) -> dict[str, dict[str, str]]:
        """Returns the paths of the default context's TLS files, by their names in the store."""
        _, tls = default_context.describe(self._session.global_options, self._session.environ)
        if tls is None:
            return {}
        paths = zip(TLS_FILES, (tls.ca_file, tls.cert_file, tls.key_file), strict=True)
        found = {name: path for name, path in paths if path is not None}
        return {ENDPOINT: found} if found else {}


def describe_context(metadata: Metadata) -> str:
    """Returns the description that docker shows for a context."""
    if metadata["Name"] == DEFAULT_CONTEXT:
        return _DEFAULT_DESCRIPTION
    return (metadata["Metadata"] or {}).get("Description") or ""


def context_engine(metadata: Metadata) -> dict[str, Any]:
    """Returns the engine of a context, `Host` and `SkipTLSVerify`; raises SettingsError for a context without one."""
    if ENDPOINT not in metadata["Endpoints"]:
        raise SettingsError("cannot find docker endpoint in context")
    endpoint: dict[str, Any] | None = metadata["Endpoints"][ENDPOINT]
    if endpoint is None:
        raise SettingsError(f'endpoint "{ENDPOINT}" is not of type EndpointMeta')
    return endpoint


def decode_context(data: bytes, name: str) -> Metadata:
    """Returns the metadata in a meta.json from elsewhere, for the context `name`; raises InvalidValue."""
    return {**context_metadata.decode_document(data, ENDPOINT), "Name": name}


def encode_context(metadata: Metadata) -> bytes:
    """Returns the meta.json of a context."""
    return context_file.encode(metadata)


def _read(endpoint: str, path: str) -> bytes:
    try:
        return read_regular(path)[0]
    except OSError as error:
        raise SettingsError(f"failed to read TLS data for endpoint {endpoint}: {reason(error)}") from error
