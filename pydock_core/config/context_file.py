"""The slow half of docker's context store: names and files that are wrong, in docker's words, and writing."""

from __future__ import annotations

import os

from pydock_core.config import files, go_json_decoder
from pydock_core.config.contexts import ENDPOINT, ContextStore
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.values import json_codec
from pydock_core.values.quote import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME_PATTERN = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"


def validate_name(name: str) -> None:
    """Raises InvalidValue for what docker refuses as the name of a new context."""
    import re

    if not name:
        raise InvalidValue("context name cannot be empty")
    if name == "default":
        raise InvalidValue('"default" is a reserved context name')
    if not re.fullmatch(_NAME_PATTERN.strip("^$"), name, re.ASCII):
        raise InvalidValue(
            f'context name {quote(name)} is invalid, names are validated against regexp "{_NAME_PATTERN}"'
        )


def write_metadata(store: ContextStore, metadata: Mapping[str, Any]) -> None:
    """Creates or replaces the context `metadata["Name"]`: `Name`, `Metadata`, `Endpoints`. Raises SettingsError."""
    folder = store.metadata_folder(metadata["Name"])
    try:
        files.make_folders(folder, mode=0o755)
        text = json_codec.dumps(metadata, escape_html=True)
        files.write_atomically(os.path.join(folder, "meta.json"), text.encode(), mode=0o644)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def write_tls(store: ContextStore, name: str, contents: Mapping[str, bytes], *, endpoint: str = ENDPOINT) -> None:
    """Replaces the TLS files of one endpoint by `contents`, by file name; {} leaves none. Raises SettingsError."""
    folder = os.path.join(store.tls_folder(name), endpoint)
    _remove(folder, f"failed to remove TLS data for endpoint {endpoint}")
    if not contents:
        return
    try:
        files.make_folders(store.folder, mode=0o755)
        files.make_folders(folder)
        for file, data in contents.items():
            files.write_atomically(os.path.join(folder, file), data)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def remove(store: ContextStore, name: str) -> None:
    """Deletes a context and its TLS files; one that is not there is no error (callers ask first, as docker does)."""
    _remove(store.metadata_folder(name), f"failed to remove context {name}: failed to remove metadata")
    _remove(store.tls_folder(name), f"failed to remove context {name}: failed to remove TLS data")


def _remove(folder: str, failure: str) -> None:
    import shutil

    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(f"{failure}: {files.reason(error, 'unlinkat')}") from error


def decode(path: str, data: bytes) -> dict[str, Any]:
    """A meta.json as docker decodes it: keys in any capitals, null for nothing. Raises SettingsError: `parsing …`."""
    try:
        return _decode(data)
    except InvalidValue as error:
        raise SettingsError(f"parsing {path}: {error.message}") from error


def _decode(data: bytes) -> dict[str, Any]:
    raw = go_json_decoder.decode(data, whole=True)
    if not isinstance(raw, dict | None):
        raise _mismatch(raw, "value of type store.untypedContextMetadata")
    fields = _folded(raw, ("Name", "Metadata", "Endpoints"))
    name, metadata, endpoints = fields["Name"], fields["Metadata"], fields["Endpoints"]
    if not isinstance(name, str | None):
        raise _mismatch(name, "struct field untypedContextMetadata.name of type string")
    if not isinstance(endpoints, dict | None):
        kind = "struct field untypedContextMetadata.endpoints of type map[string]json.RawMessage"
        raise _mismatch(endpoints, kind)
    if not isinstance(metadata, dict | None):
        raise _mismatch(metadata, "value of type map[string]interface {}")
    description = (metadata or {}).get("Description")
    if not isinstance(description, str | None):
        raise InvalidValue(f"Description must be a string, not {go_json_decoder.kind(description)}")
    decoded = {key: _endpoint(key, value) for key, value in (endpoints or {}).items()}
    return {"Name": name or "", "Metadata": metadata, "Endpoints": decoded}


def _endpoint(name: str, value: object) -> dict[str, Any] | None:
    if value is None:
        return None
    if name != ENDPOINT:
        if not isinstance(value, dict):
            raise _mismatch(value, "value of type map[string]interface {}")
        return value
    if not isinstance(value, dict):
        raise _mismatch(value, "value of type context.EndpointMetaBase")
    fields = _folded(value, ("Host", "SkipTLSVerify"))
    host, skip = fields["Host"], fields["SkipTLSVerify"]
    if not isinstance(host, str | None):
        raise _mismatch(host, "struct field EndpointMetaBase.Host of type string")
    if not isinstance(skip, bool | None):
        raise _mismatch(skip, "struct field EndpointMetaBase.SkipTLSVerify of type bool")
    return {"Host": host or "", "SkipTLSVerify": skip or False}


def _folded(raw: Mapping[str, object] | None, names: tuple[str, ...]) -> dict[str, object]:
    """The named values of `raw`, whatever the capitals of its keys; None where one is missing."""
    values: dict[str, object] = dict.fromkeys(names)
    for key, value in (raw or {}).items():
        for name in names:
            if key.lower() == name.lower():
                values[name] = value
    return values


def _mismatch(value: object, target: str) -> InvalidValue:
    return InvalidValue(f"json: cannot unmarshal {go_json_decoder.kind(value)} into Go {target}")
