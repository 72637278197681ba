"""Describes a JSON value of the wrong type in words; imported only when a response has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number of 64 bits",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    type(None): "null",
}


def describe_mismatch(value: Any, expected: type) -> str:
    """Returns ` is a number, not a text` for a decoded JSON value that should be of the type `expected`."""
    is_number = isinstance(value, (int, float)) and value.__class__ is not bool
    return f" is {'a number' if is_number else _WORDS[value.__class__]}, not {_WORDS[expected]}"
