"""Indents the engine's JSON; keeps the order of its keys and the spelling of its strings and numbers."""

from __future__ import annotations

_BLANKS = " \t\r\n"


def indent(text: str, *, by: str = "    ") -> str:
    """Returns valid JSON with a line per member and item, indented by `by` per level, as `docker inspect` prints it."""
    parts: list[str] = []
    depth = 0
    is_open = False
    for piece in _pieces(text):
        if piece in ("}", "]"):
            depth -= 1
            if not is_open:
                parts.append("\n" + by * depth)
            is_open = False
            parts.append(piece)
            continue
        if is_open:
            parts.append("\n" + by * depth)
            is_open = False
        if piece in ("{", "["):
            depth += 1
            is_open = True
            parts.append(piece)
        elif piece == ",":
            parts.append(",\n" + by * depth)
        else:
            parts.append(": " if piece == ":" else piece)
    return "".join(parts)


def _pieces(text: str) -> list[str]:
    """Returns the punctuation, strings and other scalars of a JSON text."""
    pieces: list[str] = []
    position = 0
    end = len(text)
    while position < end:
        character = text[position]
        start = position
        position += 1
        if character in _BLANKS:
            continue
        if character == '"':
            position = _end_of_string(text, position)
        elif character not in "{}[]:,":
            while position < end and text[position] not in '{}[]:," \t\r\n':
                position += 1
        pieces.append(text[start:position])
    return pieces


def _end_of_string(text: str, position: int) -> int:
    while True:
        quote = text.find('"', position)
        if quote < 0:
            return len(text)
        backslashes = quote
        while text[backslashes - 1] == "\\":
            backslashes -= 1
        if (quote - backslashes) % 2 == 0:
            return quote + 1
        position = quote + 1
