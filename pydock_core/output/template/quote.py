"""Quotes and unquotes Go's string literals (`strconv.Quote`, `strconv.Unquote`)."""

from __future__ import annotations

_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
}
_UNESCAPES = {text[1]: character for character, text in _ESCAPES.items()}


def is_print(character: str) -> bool:
    """Returns whether Go treats a character as printable.

    Those are letters, marks, numbers, punctuation, symbols and the ASCII space.
    """
    return character.isprintable()


def quoted(text: str, mark: str = '"', *, ascii_only: bool = False) -> str:
    """Returns `text` as a Go string literal (`mark` is `'` for a character)."""
    parts = [mark]
    for character in text:
        if character == mark:
            parts.append("\\" + mark)
        elif character in _ESCAPES:
            parts.append(_ESCAPES[character])
        elif is_print(character) and (character.isascii() or not ascii_only):
            parts.append(character)
        else:
            parts.append(_code(ord(character)))
    parts.append(mark)
    return "".join(parts)


def _code(code: int) -> str:
    if 0xD800 <= code < 0xE000:
        return "\\ufffd"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def unquoted(literal: str) -> str:
    """Returns the text of a Go literal in double quotes or backquotes; raises ValueError for an invalid one."""
    if literal[0] == "`":
        return literal[1:-1].replace("\r", "")
    body, end = unescaped(literal[1:], literal[0])
    if end != literal[0]:
        raise ValueError("invalid syntax")
    return body


def unescaped(text: str, mark: str, *, limit: int = -1) -> tuple[str, str]:
    """Reads at most `limit` escaped characters up to `mark`; returns their meaning and the rest of `text`."""
    # Collected as bytes, as several \xHH and \NNN in a string can encode one character.
    meaning = bytearray()
    position = 0
    while position < len(text) and text[position] != mark and limit:
        limit -= 1
        character = text[position]
        position += 1
        if character != "\\":
            # A surrogate is an invalid byte of the command line: one character, as in Go.
            meaning += ("\ufffd" if "\ud800" <= character <= "\udfff" else character).encode()
            continue
        kind = text[position : position + 1]
        position += 1
        if kind in ("x", "u", "U") or kind.isdecimal():
            length = {"x": 2, "u": 4, "U": 8}.get(kind, 3)
            begin = position if kind in ("x", "u", "U") else position - 1
            code = _number(text[begin : begin + length], length, 16 if kind in ("x", "u", "U") else 8)
            position = begin + length
            meaning += _encoded(code, as_byte=kind not in ("u", "U") and mark == '"')
        elif kind and (kind in _UNESCAPES or kind == mark):
            meaning += _UNESCAPES.get(kind, kind).encode()
        else:
            raise ValueError("invalid syntax")
    return meaning.decode("utf-8", "replace"), text[position:]


def _number(digits: str, length: int, base: int) -> int:
    allowed = "0123456789abcdefABCDEF" if base == 16 else "01234567"
    if len(digits) != length or digits.strip(allowed):
        raise ValueError("invalid syntax")
    return int(digits, base)


def _encoded(code: int, *, as_byte: bool) -> bytes:
    if as_byte:
        if code > 0xFF:
            raise ValueError("invalid syntax")
        return bytes((code,))
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise ValueError("invalid syntax")
    return chr(code).encode()
