"""Reads config.toml and checks it; loaded only if the file changed."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

import tomli

from pydock_core.config import files, folders
from pydock_core.errors import SettingsError
from pydock_core.files.atomic import write_atomically
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Schema: TypeAlias = Mapping[str, tuple[type, tuple[str, ...]]]

_LARGEST = 1 << 20
# Each plugin checks the content of its own table: `[plugins.NAME]`.
_FREE_TABLES = ("plugins",)
_ARTICLES: dict[type, str] = {str: "a string", bool: "true or false", int: "a whole number", list: "a list of strings"}


def read(path: str, schema: Schema) -> dict[str, object]:
    """Returns the content of the TOML file `path`; raises SettingsError.

    `schema` maps every known key, dotted, to its type and, for a string, the allowed values (none: any).
    """
    values = _parse(path, _text(path))
    _Check(path, schema).table(values, "")
    return values


def remember(cache: str, key: list[object], values: dict[str, object]) -> None:
    """Caches `values` for the next command; if the cache can't be written, the next command parses TOML again."""
    folder = os.path.dirname(cache)
    if not files.may_create(folder):
        return
    try:
        files.make_folders(folder)
        write_atomically(cache, json_codec.dumps({"key": key, "values": values}).encode())
    except (OSError, ValueError):
        return


def _text(path: str) -> str:
    try:
        data, _ = folders.read_regular(path, limit=_LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    if len(data) > _LARGEST:
        raise SettingsError(f"{path}: larger than 1 MiB, this is no settings file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        raise SettingsError(f"{path}: line {line}, column {column}: not UTF-8 text") from error


def _parse(path: str, text: str) -> dict[str, object]:
    try:
        return {name: _plain(value) for name, value in tomli.loads(text).items()}
    except tomli.TOMLDecodeError as error:
        what, _, where = str(error).rpartition(" (at ")
        where = where.removesuffix(")")
        if not where.startswith("line "):
            lines = text.split("\n")
            where = f"line {len(lines)}, column {len(lines[-1]) + 1}"
        raise SettingsError(f"{path}: {where}: {what[:1].lower()}{what[1:]}") from error
    except RecursionError as error:
        raise SettingsError(f"{path}: nested too deeply") from error
    except ValueError as error:  # of `int`, and of `_plain`
        raise SettingsError(f"{path}: a number with thousands of digits") from error


def _plain(value: object) -> object:
    """Returns `value` as JSON can hold it, dates as ISO 8601 strings. Cached and parsed settings are thus equal.

    Raises ValueError for an integer that Python does not write in decimal digits; it may be written as `0x…`.
    """
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int):
        str(value)
        return value
    if isinstance(value, (str, float)):
        return value
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


class _Check:
    """Checks a file's tables against the schema; raises SettingsError for the first fault."""

    def __init__(self, path: str, schema: Schema) -> None:
        self._path = path
        self._schema = schema

    def table(self, table: Mapping[str, object], prefix: str) -> None:
        """Checks a table, whose keys have the dotted `prefix`."""
        for name, value in table.items():
            key = prefix + name
            if key in self._schema:
                self._value(key, value)
            elif any(known.startswith(key + ".") for known in self._schema):
                self.table(self._as_table(key, value), key + ".")
            elif prefix.removesuffix(".") in _FREE_TABLES:
                self._as_table(key, value)
            else:
                raise SettingsError(f'{self._path}: unknown key "{key}"{self._suggestion(key)}')

    def _as_table(self, key: str, value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            raise SettingsError(f'{self._path}: "{key}" must be a table, not {_described(value)}')
        return value

    def _value(self, key: str, value: object) -> None:
        kind, choices = self._schema[key]
        # A bool is an int in Python, but not in TOML.
        fits = isinstance(value, kind) and isinstance(value, bool) == (kind is bool)
        if fits and isinstance(value, list):
            fits = all(isinstance(item, str) for item in value)
        if not fits:
            raise SettingsError(f'{self._path}: "{key}" must be {_ARTICLES[kind]}, not {_described(value)}')
        if choices and value not in choices:
            raise SettingsError(f'{self._path}: "{key}" must be one of {", ".join(choices)}, not "{value}"')

    def _suggestion(self, key: str) -> str:
        near = get_close_matches(key, self._schema, n=1)
        return f'; did you mean "{near[0]}"?' if near else ""


def _described(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        wrong = [item for item in value if not isinstance(item, str)]
        return f"a list with {_described(wrong[0])}" if wrong else "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
