"""Writes docker's context store: validates names, creates, replaces and removes contexts."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

from pydock_core.config import files
from pydock_core.config.contexts import ENDPOINT
from pydock_core.errors import InvalidValue, SettingsError
from pydock_core.files.atomic import write_atomically
from pydock_core.values import json_codec
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from pydock_core.config.contexts import ContextStore

    Files: TypeAlias = Mapping[str, Mapping[str, bytes]]  # the TLS files of a context: endpoint → name → content

_EXACT = 2**53  # integers up to this one are exact as Go's float64
_WHOLE_LIMIT = 1e21  # Go prints whole numbers below it without an exponent
_NAME_PATTERN = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"


def validate_name(name: str) -> None:
    """Raises InvalidValue for a name that docker refuses for a new context."""
    if not name:
        raise InvalidValue("context name cannot be empty")
    if name == "default":
        raise InvalidValue('"default" is a reserved context name')
    if not re.fullmatch(_NAME_PATTERN.strip("^$"), name, re.ASCII):
        raise InvalidValue(
            f'context name {quote(name)} is invalid, names are validated against regexp "{_NAME_PATTERN}"'
        )


def write_metadata(store: ContextStore, metadata: Mapping[str, Any]) -> None:
    """Creates or replaces the context that `metadata["Name"]` names.

    `metadata` has the keys `Name`, `Metadata` and `Endpoints`. Raises SettingsError if the file can't be written.
    """
    folder = store.metadata_folder(metadata["Name"])
    try:
        files.make_folders(folder, mode=0o755)
        write_atomically(os.path.join(folder, "meta.json"), encode(metadata), mode=0o644, durable=True)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def encode(metadata: Mapping[str, Any]) -> bytes:
    """Returns the JSON of a context as docker writes it: members in Go's order, empty ones left out."""
    return json_codec.dumps(document(metadata), escape_html=True).encode("utf-8", "replace")


def document(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a context as docker encodes it: without an empty name, description or host, the keys of maps sorted."""
    shown: dict[str, Any] = {"Name": metadata["Name"]} if metadata["Name"] else {}
    if metadata["Metadata"] is not None:
        shown["Metadata"] = _without_empty(_go_value(metadata["Metadata"]), "Description")
    if metadata["Endpoints"]:
        shown["Endpoints"] = endpoints = _go_value(metadata["Endpoints"])
        engine = endpoints.get(ENDPOINT)
        if engine is not None:
            endpoints[ENDPOINT] = _without_empty({key: engine[key] for key in ("Host", "SkipTLSVerify")}, "Host")
    return shown


def _without_empty(members: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in members.items() if key != name or value}


def _go_value(value: Any) -> Any:
    """Returns decoded JSON as Go keeps it: maps sorted by key, each number a float64."""
    if isinstance(value, dict):
        return {key: _go_value(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_go_value(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        value = float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_LIMIT:
        # The shortest digits of the float64, then zeros, as Go prints it.
        mantissa, _, exponent = f"{value!r}".partition("e")
        digits, _, fraction = mantissa.partition(".")
        return int((digits + fraction.rstrip("0")).ljust(len(digits) + int(exponent or "0"), "0"))
    return value


def create(store: ContextStore, metadata: Mapping[str, Any], tls: Files) -> None:
    """Creates the context that `metadata["Name"]` names, with the TLS files `tls`.

    The metadata comes last, so that no context is left by a failure. Raises SettingsError.
    """
    name = metadata["Name"]
    try:
        _remove(store.tls_folder(name), "failed to remove TLS data")
        for endpoint, contents in tls.items():
            write_tls(store, name, contents, endpoint=endpoint)
        write_metadata(store, metadata)
    except BaseException:
        shutil.rmtree(store.tls_folder(name), ignore_errors=True)
        _remove_empty(store.metadata_folder(name))
        raise


def _remove_empty(folder: str) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return


def write_tls(store: ContextStore, name: str, contents: Mapping[str, bytes], *, endpoint: str = ENDPOINT) -> None:
    """Replaces the TLS files of one endpoint of a context.

    `contents` maps file names to contents; {} leaves no files. Raises SettingsError if a file can't be written.
    """
    folder = os.path.join(store.tls_folder(name), endpoint)
    _remove(folder, f"failed to remove TLS data for endpoint {endpoint}")
    if not contents:
        return
    try:
        files.make_folders(store.folder, mode=0o755)
        files.make_folders(folder)
        for file, data in contents.items():
            write_atomically(os.path.join(folder, file), data, durable=True)
    except OSError as error:
        raise SettingsError(files.reason(error)) from error


def remove(store: ContextStore, name: str) -> None:
    """Deletes a context and its TLS files.

    A missing context is no error (callers check for it first, as docker does).
    """
    _remove(store.metadata_folder(name), f"failed to remove context {name}: failed to remove metadata")
    _remove(store.tls_folder(name), f"failed to remove context {name}: failed to remove TLS data")


def _remove(folder: str, failure: str) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise SettingsError(f"{failure}: {files.reason(error, 'unlinkat')}") from error
