"""What an answer's member is and what it should be, in words; apart, since right answers need none."""

from __future__ import annotations

TYPE_CHECKING = False
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


def is_no(value: Any, due: type) -> str:
    """` is a number, not a text`, of a decoded JSON value that should be of the type `due`."""
    is_number = isinstance(value, (int, float)) and value.__class__ is not bool
    return f" is {'a number' if is_number else _WORDS[value.__class__]}, not {_WORDS[due]}"
