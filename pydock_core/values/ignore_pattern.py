"""Checks one pattern of a .dockerignore, and compiles it to a function that matches paths.

docker checks a pattern by the rules of Go's filepath.Match and then builds a regular expression of Go's from it
(moby/patternmatcher). This module keeps the meaning that unusual patterns (`[a*]`, `\\d`, `a^b`, `a|b*`) have in that
expression.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.values.ignore_automaton import Automaton
from pydock_core.values.ignore_expression import BAD, FOLDERS, parse_expression

if TYPE_CHECKING:
    from typing import Protocol

    class Matches(Protocol):
        """A function that tests whether a pattern matches `path`, or one of the folders above if `parents`."""

        def __call__(self, path: str, *, parents: bool = False) -> bool: ...


# docker means to escape `|`, `{` and `}` too, but its table of characters has eight bits for sixteen.
_ESCAPED = frozenset(".+()$")
_BYTE_ORDER_MARK = "\ufeff"
_INVALID_UTF8 = re.compile("[\udc80-\udcff]")


def check_pattern(pattern: str) -> None:
    """Raises InvalidValue for a pattern that docker refuses before a match: an open class, a backslash at the end.

    docker tests the pattern with filepath.Match on the name `.`, which reads only as much of the pattern as it needs:
    the text before the first star, and the text between that and the next star if the first one matches.
    """
    position = 0
    name = "."
    is_matching = True
    while is_matching and position < len(pattern):
        while pattern.startswith("*", position):
            position += 1
        end = _chunk_end(pattern, position)
        is_matching = _check_chunk(pattern, position, end, name)
        position, name = end, ""


def compile_pattern(pattern: str) -> Matches:
    """Returns a function that tests whether a slash-separated path matches the cleaned `pattern`.

    The function's time is proportional to the length of the pattern and to that of the path. Raises InvalidValue if
    Go's regexp refuses the pattern.
    """
    kind, expression = _expression(pattern)
    raw = _encoded(pattern)
    if kind == "exact":
        return _exact(raw)
    if kind == "prefix":
        head = raw[:-2]
        # A folder above that starts with the text does so as part of the path.
        return lambda path, *, parents=False: _encoded(path).startswith(head)
    if kind == "suffix":
        return _suffix(raw[2:])
    matches = Automaton(parse_expression(expression)).matches
    return lambda path, *, parents=False: matches(_valid(path), parents=parents)


def _exact(raw: bytes) -> Matches:
    folder = raw + b"/"

    def matches(path: str, *, parents: bool = False) -> bool:
        data = _encoded(path)
        return data == raw or (parents and data.startswith(folder))

    return matches


def _suffix(tail: bytes) -> Matches:
    folder = tail + b"/"

    def matches(path: str, *, parents: bool = False) -> bool:
        data = _encoded(path)
        # `**/name` also matches `name`.
        if data.endswith(tail) or (tail[:1] == b"/" and data == tail[1:]):
            return True
        return parents and (folder in data or (tail[:1] == b"/" and data.startswith(folder[1:])))

    return matches


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _valid(text: str) -> str:
    """Returns `text` with U+FFFD for each byte that is no UTF-8, as Go's regexp reads it."""
    return text if text.isascii() else _INVALID_UTF8.sub("\ufffd", text)


def _chunk_end(pattern: str, position: int) -> int:
    """Returns the position of the next star outside classes, as filepath.Match splits a pattern."""
    in_class = False
    while position < len(pattern):
        letter = pattern[position]
        if letter == "\\":
            position += 1
        elif letter == "[":
            in_class = True
        elif letter == "]":
            in_class = False
        elif letter == "*" and not in_class:
            return position
        position += 1
    return len(pattern)


def _check_chunk(pattern: str, position: int, end: int, name: str) -> bool:
    """Returns whether this part of the pattern matches `name`, the text "." or ""; raises InvalidValue as Match."""
    terms = 0
    has_dot = False
    while position < end:
        letter = pattern[position]
        position += 1
        terms += 1
        if letter == "[":
            position, has_dot = _after_class(pattern, position, end)
            continue
        has_dot = letter in ".?"
        if letter == "\\":
            if position == end:
                raise InvalidValue(BAD)
            has_dot = pattern[position] == "."
            position += 1
    return terms == len(name) and has_dot


def _after_class(pattern: str, position: int, end: int) -> tuple[int, bool]:
    """Returns (the position after a class, whether a dot is in the class)."""
    is_negated = pattern.startswith("^", position, end)
    if is_negated:
        position += 1
    is_empty, has_dot = True, False
    while is_empty or pattern[position] != "]":
        position, first = _after_member(pattern, position, end)
        last = first
        if pattern[position] == "-":
            position, last = _after_member(pattern, position + 1, end)
        has_dot = has_dot or first <= "." <= last
        is_empty = False
    return position + 1, has_dot != is_negated


def _after_member(pattern: str, position: int, end: int) -> tuple[int, str]:
    """Returns (the position after one character of a class, the character); raises InvalidValue at the end."""
    if position >= end or pattern[position] in "-]":
        raise InvalidValue(BAD)
    if pattern[position] == "\\":
        position += 1
    if position + 1 >= end or _INVALID_UTF8.match(pattern, position):
        raise InvalidValue(BAD)
    return position + 1, pattern[position]


def _expression(pattern: str) -> tuple[str, str]:
    """Returns the kind of a pattern and its expression in Go's syntax, which is searched for in the path.

    The kind is `exact`, `prefix`, `suffix` or `regexp`; only `regexp` needs the expression.
    """
    pattern = _valid(pattern).removeprefix(_BYTE_ORDER_MARK)
    kind = "exact"
    parts = ["^"]
    position = 0
    first = True
    while position < len(pattern):
        letter = pattern[position]
        position += 1
        if letter == "*" and pattern.startswith("*", position):
            position += 1
            if pattern.startswith("/", position):
                position += 1
            if position < len(pattern):
                parts.append(FOLDERS)
                kind = "regexp"
            elif kind == "exact":
                kind = "prefix"
            else:
                parts.append(".*")
                kind = "regexp"
            if first:
                kind = "suffix"
        elif letter in "*?":
            parts.append("[^/]*" if letter == "*" else "[^/]")
            kind = "regexp"
        elif letter in _ESCAPED:
            parts.append("\\" + letter)
        elif letter == "\\" and position < len(pattern):
            parts.append("\\" + pattern[position])
            position += 1
            kind = "regexp"
        else:
            parts.append(letter)
            if letter in "[]":
                kind = "regexp"
        first = False
    parts.append("$")
    return kind, "".join(parts)
