"""Checks the tables of a config.toml against the schema, and finds the line of a faulty key."""

from __future__ import annotations

from bisect import bisect_left
from difflib import get_close_matches
from typing import TYPE_CHECKING

import tomli

from pydock_core.config.settings_schema import BY_KEY, FREE_TABLES
from pydock_core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.config.settings_schema import Setting

MENDING = "Mend the file, or move it away: without the file, all settings have their defaults"
_ARTICLES: dict[type, str] = {str: "a string", bool: "true or false", list: "a list of strings"}
_MOST_PARSED = 4 << 20  # characters, in the search for a line


def check_tables(path: str, text: str, tables: Mapping[str, object]) -> None:
    """Raises SettingsError for the first fault: file, line, key, and the nearest known key or the allowed values."""
    _Check(path, text).table(tables, ())


def check_value(setting: Setting, value: object) -> str:
    """Returns what is wrong with a value, as `must be …, not …`; "" if nothing is."""
    # A bool is an int in Python, but not in TOML.
    fits = isinstance(value, setting.kind) and isinstance(value, bool) == (setting.kind is bool)
    if fits and isinstance(value, list):
        fits = all(isinstance(item, str) for item in value)
    if not fits:
        return f"must be {_ARTICLES[setting.kind]}, not {_described(value)}"
    if setting.choices and value not in setting.choices:
        return f'must be one of {", ".join(setting.choices)}, not "{value}"'
    return ""


def suggestion(key: str) -> str:
    """Returns `; did you mean "KEY"?` with the nearest known key, "" if none is near."""
    near = get_close_matches(key, BY_KEY, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def line_of(text: str, names: tuple[str, ...]) -> int:
    """Returns the number of the line in which a key is first set, 0 if the search takes too long.

    `names` are the parts of the key. The parser gives no positions; but the begin of a TOML text that ends between two
    statements is a TOML text itself, and has the key from the key's statement on.
    """
    lines = text.splitlines(keepends=True)
    parsed = 0

    def statements_end(count: int) -> tuple[int, bool]:
        """Returns the first number of lines, `count` at least, that are a whole text, and whether they set the key."""
        nonlocal parsed
        for end in range(count, len(lines) + 1):
            begin = "".join(lines[:end])
            parsed += len(begin)
            if parsed > _MOST_PARSED:
                raise OverflowError
            try:
                value: object = tomli.loads(begin)
            except (tomli.TOMLDecodeError, RecursionError, ValueError):
                continue
            for name in names:
                value = value.get(name) if isinstance(value, dict) else None
            return end, value is not None
        return len(lines), True

    try:
        # The statement begins in the line behind the longest begin that lacks the key.
        return bisect_left(range(len(lines) + 1), True, key=lambda count: statements_end(count)[1])
    except OverflowError:
        return 0


class _Check:
    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text

    def table(self, table: Mapping[str, object], names: tuple[str, ...]) -> None:
        """Checks a table whose name has the parts `names`."""
        for name, value in table.items():
            within = (*names, name)
            key = ".".join(within)
            setting = BY_KEY.get(key)
            if setting is not None:
                problem = check_value(setting, value)
                if problem:
                    raise self._error(within, f'"{key}" {problem}')
            elif any(known.startswith(key + ".") for known in BY_KEY):
                self.table(self._as_table(within, value), within)
            elif ".".join(names) in FREE_TABLES:
                self._as_table(within, value)
            else:
                raise self._error(within, f'unknown key "{key}"{suggestion(key)}')

    def _as_table(self, names: tuple[str, ...], value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            key = ".".join(names)
            near = suggestion(key) if len(names) > 1 else ""
            raise self._error(names, f'"{key}" must be a table, not {_described(value)}{near}')
        return value

    def _error(self, names: tuple[str, ...], problem: str) -> SettingsError:
        line = line_of(self._text, names)
        return SettingsError(f"{self._path}: {f'line {line}: ' if line else ''}{problem}")


def _described(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        wrong = [item for item in value if not isinstance(item, str)]
        return f"a list with {_described(wrong[0])}" if wrong else "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
