"""Reads config.toml and checks it; loaded only if the file changed."""

from __future__ import annotations

import os

import tomli

from pydock_core.config import files, folders
from pydock_core.config.settings_check import MENDING, check_tables
from pydock_core.errors import SettingsError
from pydock_core.files.atomic import write_atomically
from pydock_core.values import json_codec

_LARGEST = 1 << 20


def read(path: str) -> dict[str, object]:
    """Returns the content of the TOML file `path`; raises SettingsError for a file that breaks the schema."""
    try:
        text = _text(path)
        tables = _parse(path, text)
        check_tables(path, text, tables)
    except SettingsError as error:
        error.hint = MENDING
        raise
    return tables


def remember(cache: str, key: list[object], tables: list[dict[str, object]]) -> None:
    """Caches the tables of files. If the cache can't be written, the next command parses TOML again."""
    folder = os.path.dirname(cache)
    if not files.may_create(folder):
        return
    try:
        files.make_folders(folder)
        write_atomically(cache, json_codec.dumps({"key": key, "tables": tables}).encode())
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
