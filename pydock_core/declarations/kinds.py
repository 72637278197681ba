"""Converts the text of a flag to its value; each kind is named by the word that help pages print for it.

A kind's module is imported when the first value of that kind is read: most command lines have none.
"""

from __future__ import annotations

from pydock_core.errors import InvalidValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TRUE = ("1", "t", "T", "TRUE", "true", "True")
FALSE = ("0", "f", "F", "FALSE", "false", "False")

INTEGERS = {  # kind: signed, bits
    "int": (True, 64),
    "uint": (False, 64),
    "uint16": (False, 16),
    "uint32": (False, 32),
    "uint64": (False, 64),
}


def parse(kind: str, text: str) -> Any:
    """Returns the value of `text`; raises `InvalidValue` with the message of Go's strconv, go-units or time."""
    if kind == "bool":
        return boolean(text)
    if kind in INTEGERS:
        from pydock_core.values import numbers

        signed, bits = INTEGERS[kind]
        return numbers.parse_int(text, bits=bits) if signed else numbers.parse_uint(text, bits=bits)
    if kind == "float":
        from pydock_core.values import numbers

        return numbers.parse_float(text)
    if kind == "bytes":
        from pydock_core.values import sizes

        return sizes.parse_bytes(text)
    if kind == "duration":
        from pydock_core.values import durations

        return durations.parse_duration(text)
    raise LookupError(f"no such kind of value: {kind}")


def boolean(text: str) -> bool:
    """Parses a boolean as Go's ParseBool does."""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    from pydock_core.values.quote import quote

    raise InvalidValue(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
