"""Decodes a context's meta.json that docker itself did not write, with docker's messages for its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config import go_json_decoder
from pydock_core.errors import InvalidValue, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def decode(path: str, data: bytes, docker_endpoint: str) -> dict[str, Any]:
    """Returns the content of a meta.json as docker decodes it: keys in any capitals, null as a missing value.

    `docker_endpoint` is the name of the endpoint whose values are checked. Raises SettingsError: `parsing …`.
    """
    try:
        return decode_document(data, docker_endpoint)
    except InvalidValue as error:
        raise SettingsError(f"parsing {path}: {error.message}") from error


def decode_document(data: bytes, docker_endpoint: str) -> dict[str, Any]:
    """Returns the content as `decode`; raises InvalidValue, without the file's name."""
    raw = go_json_decoder.decode(data, whole=True)
    if not isinstance(raw, dict | None):
        raise _mismatch(raw, "value of type store.untypedContextMetadata")
    fields = _with_exact_keys(raw, ("Name", "Metadata", "Endpoints"))
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
    decoded = {key: _endpoint(value, checked=key == docker_endpoint) for key, value in (endpoints or {}).items()}
    return {"Name": name or "", "Metadata": metadata, "Endpoints": decoded}


def _endpoint(value: object, *, checked: bool) -> dict[str, Any] | None:
    if value is None:
        return None
    if not checked:
        if not isinstance(value, dict):
            raise _mismatch(value, "value of type map[string]interface {}")
        return value
    if not isinstance(value, dict):
        raise _mismatch(value, "value of type context.EndpointMetaBase")
    fields = _with_exact_keys(value, ("Host", "SkipTLSVerify"))
    host, skip = fields["Host"], fields["SkipTLSVerify"]
    if not isinstance(host, str | None):
        raise _mismatch(host, "struct field EndpointMetaBase.Host of type string")
    if not isinstance(skip, bool | None):
        raise _mismatch(skip, "struct field EndpointMetaBase.SkipTLSVerify of type bool")
    return {"Host": host or "", "SkipTLSVerify": skip or False}


def _with_exact_keys(raw: Mapping[str, object] | None, names: tuple[str, ...]) -> dict[str, object]:
    """Returns the named values of `raw`, matched regardless of the capitals of its keys; None for a missing one."""
    values: dict[str, object] = dict.fromkeys(names)
    for key, value in (raw or {}).items():
        for name in names:
            if key.lower() == name.lower():
                values[name] = value
    return values


def _mismatch(value: object, target: str) -> InvalidValue:
    return InvalidValue(f"json: cannot unmarshal {go_json_decoder.kind(value)} into Go {target}")
