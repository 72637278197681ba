"""Decodes JSON as docker's Go decoder does, with its messages; loaded only if the fast reader refused a file."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values import json_codec

_WHITESPACE = b" \t\r\n"
_LITERALS = {0x74: b"true", 0x66: b"false", 0x6E: b"null"}
# Go's limit is 10,000; settings are never that deep, and this decoder recurses.
_DEPTH_LIMIT = 200


class _CutTextError(Exception):
    pass


def decode(data: bytes, *, whole: bool) -> object:
    """Returns the first value in `data`; None for blank data unless `whole`.

    With `whole`, text after the value is an error, as in Go's Unmarshal (contexts); without, it is ignored, as in Go's
    Decoder (config.json). Invalid UTF-8 becomes U+FFFD. Raises InvalidValue with encoding/json's message.
    """
    if not whole and not data.strip(_WHITESPACE):
        return None
    try:
        end = _Scanner(data).value(_skip(data, 0), 0)
    except _CutTextError as error:
        raise InvalidValue("unexpected end of JSON input" if whole else "unexpected EOF") from error
    rest = _skip(data, end)
    if whole and rest < len(data):
        raise _syntax_error(data, rest, "after top-level value")
    value: object = json_codec.loads(data[:end])
    return value


def members(data: bytes) -> list[tuple[str, bytes, bytes]]:
    """Returns the members of the object at the start of `data`: (name, text of name and value, text of the value).

    `data` must be valid for `decode`; blank data and `null` have no members.
    """
    scanner = _Scanner(data)
    found = []
    at = _skip(data, _skip(data, 0) + 1)
    while data[at : at + 1] == b'"':
        start = at
        at = scanner.string(at + 1)
        name = str(json_codec.loads(data[start:at]))
        value = _skip(data, _skip(data, at) + 1)
        at = scanner.value(value, 0)
        found.append((name, data[start:at], data[value:at]))
        at = _skip(data, at)
        if data[at : at + 1] == b",":
            at = _skip(data, at + 1)
    return found


def kind(value: object) -> str:
    """Returns Go's name for the kind of a JSON value, as in `cannot unmarshal KIND into …`."""
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "number"


class _Scanner:
    """Skips over one value without building it.

    Each method takes a position and returns the position after its token.
    """

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def value(self, at: int, depth: int) -> int:
        first = self._at(at)
        if first in b"{[":
            if depth >= _DEPTH_LIMIT:
                raise InvalidValue("exceeded max depth")
            return self._object(at + 1, depth + 1) if first == 0x7B else self._array(at + 1, depth + 1)
        if first == 0x22:
            return self.string(at + 1)
        if first in b"-0123456789":
            return self._number(at)
        literal = _LITERALS.get(first)
        if literal is None:
            raise _syntax_error(self._data, at, "looking for beginning of value")
        for index in range(1, len(literal)):
            if self._at(at + index) != literal[index]:
                expected = f"in literal {literal.decode()} (expecting '{chr(literal[index])}')"
                raise _syntax_error(self._data, at + index, expected)
        return at + len(literal)

    def _object(self, at: int, depth: int) -> int:
        at = _skip(self._data, at)
        if self._at(at) == 0x7D:
            return at + 1
        while True:
            if self._at(at) != 0x22:
                raise _syntax_error(self._data, at, "looking for beginning of object key string")
            at = _skip(self._data, self.string(at + 1))
            if self._at(at) != 0x3A:
                raise _syntax_error(self._data, at, "after object key")
            at = _skip(self._data, self.value(_skip(self._data, at + 1), depth))
            if self._at(at) == 0x7D:
                return at + 1
            if self._at(at) != 0x2C:
                raise _syntax_error(self._data, at, "after object key:value pair")
            at = _skip(self._data, at + 1)

    def _array(self, at: int, depth: int) -> int:
        at = _skip(self._data, at)
        if self._at(at) == 0x5D:
            return at + 1
        while True:
            at = _skip(self._data, self.value(at, depth))
            if self._at(at) == 0x5D:
                return at + 1
            if self._at(at) != 0x2C:
                raise _syntax_error(self._data, at, "after array element")
            at = _skip(self._data, at + 1)

    def string(self, at: int) -> int:
        while True:
            byte = self._at(at)
            if byte == 0x22:
                return at + 1
            if byte < 0x20:
                raise _syntax_error(self._data, at, "in string literal")
            if byte == 0x5C:
                at += 1
                escape = self._at(at)
                if escape == 0x75:
                    for _ in range(4):
                        at += 1
                        if self._at(at) not in b"0123456789abcdefABCDEF":
                            raise _syntax_error(self._data, at, "in \\u hexadecimal character escape")
                elif escape not in b'bfnrt\\/"':
                    raise _syntax_error(self._data, at, "in string escape code")
            at += 1

    def _number(self, at: int) -> int:
        if self._at(at) == 0x2D:
            at += 1
        if self._at(at) == 0x30:
            at += 1
        else:
            at = self._digits(at, "in numeric literal")
        if self._data[at : at + 1] == b".":
            at = self._digits(at + 1, "after decimal point in numeric literal")
        if self._data[at : at + 1] in (b"e", b"E"):
            at += 1
            if self._at(at) in b"+-":
                at += 1
            at = self._digits(at, "in exponent of numeric literal")
        return at

    def _digits(self, at: int, where: str) -> int:
        if self._at(at) not in b"0123456789":
            raise _syntax_error(self._data, at, where)
        while self._data[at : at + 1].isdigit():
            at += 1
        return at

    def _at(self, at: int) -> int:
        if at >= len(self._data):
            raise _CutTextError
        return self._data[at]


def _skip(data: bytes, at: int) -> int:
    """Returns the position of the next token."""
    while at < len(data) and data[at] in _WHITESPACE:
        at += 1
    return at


def _syntax_error(data: bytes, at: int, where: str) -> InvalidValue:
    return InvalidValue(f"invalid character {_quoted(data[at])} {where}")


def _quoted(byte: int) -> str:
    character = chr(byte)
    if character in "'\\":
        return f"'\\{character}'"
    named = {"\a": "a", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v"}
    if character in named:
        return f"'\\{named[character]}'"
    if character.isprintable():
        return f"'{character}'"
    return f"'\\x{byte:02x}'" if byte < 0x80 else f"'\\u{byte:04x}'"
