"""Checks one pattern of a .dockerignore, and compiles it to a function that matches paths.

docker checks a pattern by the rules of Go's filepath.Match and then builds a regular expression of Go's from it. This
module keeps the meaning that unusual patterns (`[a*]`, `\\d`, `a^b`) have in that expression.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    Matches = Callable[[str], bool]

BAD = "syntax error in pattern"
_ESCAPED = frozenset(".+()|{}$")
_CLASS_ESCAPES = frozenset("dDsSwW")
_CONTROL_ESCAPES = {"a": "\\x07", "f": "\\x0c", "n": "\\n", "r": "\\r", "t": "\\t", "v": "\\x0b"}
_ASSERTIONS = {"A": "\\A", "b": "\\b", "B": "\\B", "z": "\\Z"}
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t\\n\\x0b\\x0c\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


def check_pattern(pattern: str) -> None:
    """Raises InvalidValue for a pattern that Go's filepath.Match refuses: an open class, a backslash at the end."""
    while pattern:
        chunk, pattern = _chunk(pattern)
        _check_chunk(chunk)


def compile_pattern(pattern: str) -> Matches:
    """Returns a function that tests whether a slash-separated path matches the cleaned `pattern`.

    Raises InvalidValue if Go's regexp refuses the pattern.
    """
    kind, expression = _expression(pattern)
    if kind == "exact":
        return pattern.__eq__
    if kind == "prefix":
        head = pattern[:-2]
        return lambda path: path.startswith(head)
    if kind == "suffix":
        tail = pattern[2:]
        # `**/name` also matches `name`.
        return lambda path: path.endswith(tail) or (tail[:1] == "/" and path == tail[1:])
    found = _Translation(expression).regexp()
    return lambda path: found.fullmatch(path) is not None


def _chunk(pattern: str) -> tuple[str, str]:
    """Returns (the text before the next star, the rest), without leading stars, as filepath.Match splits a pattern."""
    pattern = pattern.lstrip("*")
    position = 0
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
            break
        position += 1
    return pattern[:position], pattern[position:]


def _check_chunk(chunk: str) -> None:
    while chunk:
        letter, chunk = chunk[0], chunk[1:]
        if letter == "\\":
            if not chunk:
                raise InvalidValue(BAD)
            chunk = chunk[1:]
        elif letter == "[":
            chunk = _after_class(chunk)


def _after_class(chunk: str) -> str:
    chunk = chunk.removeprefix("^")
    ranges = 0
    while not (ranges and chunk.startswith("]")):
        chunk = _after_member(chunk)
        if chunk[0] == "-":
            chunk = _after_member(chunk[1:])
        ranges += 1
    return chunk[1:]


def _after_member(chunk: str) -> str:
    """Returns the text after one character of a class; raises InvalidValue if no text is left."""
    if chunk[:1] in ("", "-", "]"):
        raise InvalidValue(BAD)
    if chunk[0] == "\\":
        chunk = chunk[1:]
    if len(chunk) < 2 or "\udc80" <= chunk[0] <= "\udcff":  # invalid UTF-8
        raise InvalidValue(BAD)
    return chunk[1:]


def _expression(pattern: str) -> tuple[str, str]:
    """Returns the kind of a pattern and its expression in Go's syntax, which has to match the whole path.

    The kind is `exact`, `prefix`, `suffix` or `regexp`; only `regexp` needs the expression.
    """
    kind = "exact"
    parts: list[str] = []
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
                parts.append("(.*/)?")
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
    return kind, "".join(parts)


class _Translation:
    """Translates the Go regular expressions that patterns lead to into Python's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def regexp(self) -> re.Pattern[str]:
        """Returns the equivalent expression for Python; raises InvalidValue where Go's parser refuses the text."""
        parts = []
        while letter := self._next():
            if letter == "\\":
                parts.append(self._escape())
            elif letter == "[":
                parts.append(self._class())
            elif letter in "^.*?()":
                parts.append(letter)
            else:
                parts.append(re.escape(letter))
        try:
            return re.compile("".join(parts), re.ASCII)
        except re.error as error:
            raise InvalidValue(BAD) from error

    def _next(self) -> str:
        letter = self._text[self._position : self._position + 1]
        self._position += 1
        return letter

    def _escape(self) -> str:
        letter = self._next()
        if letter in _ASSERTIONS:
            return _ASSERTIONS[letter]
        return f"\\{letter}" if letter in _CLASS_ESCAPES else self._escaped(letter)

    def _escaped(self, letter: str) -> str:
        if letter in _CONTROL_ESCAPES:
            return _CONTROL_ESCAPES[letter]
        if not letter or not letter.isascii() or letter.isalnum():
            # Character codes and Unicode classes are refused: patterns for file names don't need them.
            raise InvalidValue(BAD)
        return re.escape(letter)

    def _class(self) -> str:
        parts = ["["]
        if self._text.startswith("^", self._position):
            self._position += 1
            parts.append("^")
        first = True
        while first or not self._text.startswith("]", self._position):
            if self._position >= len(self._text):
                raise InvalidValue(BAD)
            parts.append(self._posix() or self._range())
            first = False
        self._position += 1
        return "".join(parts) + "]"

    def _posix(self) -> str:
        """Takes `[:name:]` and returns its members; returns "" if another text comes next."""
        if not self._text.startswith("[:", self._position):
            return ""
        end = self._text.find(":]", self._position + 2)
        if end < 0:
            return ""
        name = self._text[self._position + 2 : end]
        members = _POSIX.get(name)
        if members is None:
            raise InvalidValue(BAD)
        self._position = end + 2
        return members

    def _range(self) -> str:
        low, text = self._member()
        if low is None:
            return text
        rest = self._text[self._position :]
        if rest[:1] != "-" or rest[1:2] in ("", "]"):
            return text
        self._position += 1
        high, high_text = self._member()
        if high is None or high < low:
            raise InvalidValue(BAD)
        return f"{text}-{high_text}"

    def _member(self) -> tuple[str | None, str]:
        """Takes one member of a class and returns (its character, its Python form).

        The character is None for a member that is itself a class, such as `\\d`.
        """
        letter = self._next()
        if letter != "\\":
            return letter, re.escape(letter)
        letter = self._next()
        if letter in _CLASS_ESCAPES:
            return None, f"\\{letter}"
        written = self._escaped(letter)
        return _CONTROLS.get(letter, letter), written


_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
