"""Parses the regular expressions that docker makes from patterns of a .dockerignore, in Go's syntax.

The result is a list of alternatives, each a sequence of items without nesting: docker's patterns have no groups but
`(.*/)?`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from pydock_core.errors import InvalidValue

BAD = "syntax error in pattern"
FOLDERS = "(.*/)?"

Ranges: TypeAlias = "tuple[tuple[int, int], ...]"

_MAX_CODE = 0x10FFFF
_MAX_REPEATS = 1000
_MAX_SIZE = (128 << 20) // 40  # Go's limit, in instructions
_REPEATS = re.compile(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_HEX = re.compile(r"\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_DIGIT = ((0x30, 0x39),)
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_PERL = {"d": _DIGIT, "s": ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)), "w": _WORD}
_POSIX = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0x00, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "digit": _DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": ((0x41, 0x5A),),
    "word": _WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}


class Kind(Enum):
    """What an item matches: characters of its set, or a place between two characters."""

    ONE = "one character"
    OPTIONAL = "one character or none"
    MANY = "any number of characters"
    FOLDERS = "nothing, or a text without line breaks that ends with a slash"
    BEGIN = "the begin of the path"
    END = "the end of the path"
    WORD_BOUNDARY = "a place with a word character on one side"
    NO_WORD_BOUNDARY = "any other place"


@dataclass(frozen=True)
class CharacterSet:
    """The characters whose codes are in `ranges` (pairs of first and last); all others if `is_negated`."""

    ranges: Ranges = ()
    is_negated: bool = False

    def has(self, code: int) -> bool:
        """Returns whether the character of that code is in the set."""
        return any(first <= code <= last for first, last in self.ranges) != self.is_negated


@dataclass(frozen=True)
class Item:
    """One step of an alternative; `characters` counts for the kinds ONE, OPTIONAL and MANY."""

    kind: Kind
    characters: CharacterSet = CharacterSet()


_ASSERTIONS = {"A": Kind.BEGIN, "b": Kind.WORD_BOUNDARY, "B": Kind.NO_WORD_BOUNDARY, "z": Kind.END}
_MARKS = {"^": Kind.BEGIN, "$": Kind.END}
_ANY_BUT_NEWLINE = CharacterSet(((0x0A, 0x0A),), is_negated=True)


def parse_expression(text: str) -> list[list[Item]]:
    """Returns the alternatives of the expression `text`.

    Raises InvalidValue where Go's parser refuses the text, and for Unicode classes (`\\p{Greek}`), for which Python has
    no tables.
    """
    return _Parser(text).alternatives()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._last_class_name = text.rfind(":]")
        self._size = 0

    def alternatives(self) -> list[list[Item]]:
        items: list[Item] = []
        found = [items]
        is_repeated = False  # whether the last item is a repetition, which can't be repeated
        while self._position < len(self._text):
            repetition = self._repetition()
            if repetition is not None:
                if is_repeated or not items:
                    raise InvalidValue(BAD)
                items += self._repeated(items.pop(), *repetition)
                is_repeated = True
            elif self._takes(FOLDERS):
                items.append(Item(Kind.FOLDERS))
                is_repeated = True
            elif self._takes("|"):
                items = []
                found.append(items)
                is_repeated = False
            elif self._takes("\\Q"):
                end = self._text.find("\\E", self._position)
                quoted = self._text[self._position : end if end >= 0 else None]
                self._position += len(quoted) + 2
                items += [_literal(letter) for letter in quoted]
                is_repeated = is_repeated and not quoted
            else:
                items.append(self._item())
                is_repeated = False
        return found

    def _takes(self, text: str) -> bool:
        if not self._text.startswith(text, self._position):
            return False
        self._position += len(text)
        return True

    def _next(self) -> str:
        """Takes one character; raises InvalidValue at the end of the text."""
        if self._position >= len(self._text):
            raise InvalidValue(BAD)
        self._position += 1
        return self._text[self._position - 1]

    def _repetition(self) -> tuple[int, int] | None:
        """Takes `*` or `{2,3}`; returns the least and the largest number, -1 for no limit, or None for other text."""
        if self._takes("*"):
            return 0, -1
        found = _REPEATS.match(self._text, self._position)
        if found is None:
            return None
        self._position = found.end()
        # Python refuses to convert thousands of digits.
        least = int(found[1][:8])
        most = least if found[2] is None else -1 if found[3] is None else int(found[3][:8])
        if max(least, most) > _MAX_REPEATS or 0 <= most < least:
            raise InvalidValue(BAD)
        return least, most

    def _repeated(self, item: Item, least: int, most: int) -> list[Item]:
        if item.kind is not Kind.ONE:
            return [item] if least else []
        self._size += least if most < 0 else 2 * most - least
        if self._size > _MAX_SIZE:
            raise InvalidValue(BAD)
        if most < 0:
            return [item] * least + [Item(Kind.MANY, item.characters)]
        return [item] * least + [Item(Kind.OPTIONAL, item.characters)] * (most - least)

    def _item(self) -> Item:
        letter = self._next()
        if letter in _MARKS:
            return Item(_MARKS[letter])
        if letter == ".":
            return Item(Kind.ONE, _ANY_BUT_NEWLINE)
        if letter == "[":
            return Item(Kind.ONE, self._class())
        if letter != "\\":
            return _literal(letter)
        following = self._text[self._position : self._position + 1]
        if following in _ASSERTIONS:
            self._position += 1
            return Item(_ASSERTIONS[following])
        ranges = self._perl_class()
        return Item(Kind.ONE, CharacterSet(ranges)) if ranges else _literal(self._escaped())

    def _perl_class(self) -> Ranges:
        """Takes the letter of `\\d`, `\\S` and the like behind the backslash; returns no ranges for another letter."""
        letter = self._text[self._position : self._position + 1]
        ranges = _PERL.get(letter.lower(), ())
        if not ranges:
            return ()
        self._position += 1
        return ranges if letter.islower() else _complement(ranges)

    def _escaped(self) -> str:
        """Takes what follows a backslash and returns the character that it stands for."""
        octal = _OCTAL.match(self._text, self._position)
        if octal is not None:
            self._position = octal.end()
            return chr(int(octal[0], 8))
        letter = self._next()
        if letter == "x":
            found = _HEX.match(self._text, self._position)
            if found is None:
                raise InvalidValue(BAD)
            self._position = found.end()
            digits = (found[1] or found[2]).lstrip("0") or "0"
            if len(digits) > 6 or int(digits, 16) > _MAX_CODE:
                raise InvalidValue(BAD)
            return chr(int(digits, 16))
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if not letter.isascii() or letter.isalnum():
            raise InvalidValue(BAD)
        return letter

    def _class(self) -> CharacterSet:
        is_negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self._takes("]"):
            ranges += self._named_class() or self._members()
            first = False
        return CharacterSet(tuple(ranges), is_negated)

    def _named_class(self) -> Ranges:
        """Takes `[:name:]` or `[:^name:]`; returns no ranges if another text comes next."""
        begin = self._position + 2
        if begin > self._last_class_name or not self._takes("[:"):
            return ()
        end = self._text.find(":]", begin)
        name = self._text[begin:end]
        ranges = _POSIX.get(name.removeprefix("^"))
        if ranges is None:
            raise InvalidValue(BAD)
        self._position = end + 2
        return _complement(ranges) if name.startswith("^") else ranges

    def _members(self) -> Ranges:
        """Takes a character of a class, a range, or a class such as `\\d`."""
        if self._text.startswith("\\", self._position):
            self._position += 1
            ranges = self._perl_class()
            if ranges:
                return ranges
            self._position -= 1
        first = last = self._member()
        following = self._text[self._position : self._position + 2]
        if following[:1] == "-" and following[1:] not in ("", "]"):
            self._position += 1
            last = self._member()
            if last < first:
                raise InvalidValue(BAD)
        return ((first, last),)

    def _member(self) -> int:
        letter = self._next()
        return ord(self._escaped() if letter == "\\" else letter)


def _literal(letter: str) -> Item:
    return Item(Kind.ONE, CharacterSet(((ord(letter), ord(letter)),)))


def _complement(ranges: Ranges) -> Ranges:
    """Returns the ranges of all other characters; `ranges` are in order and leave gaps."""
    outside = []
    begin = 0
    for first, last in ranges:
        if begin < first:
            outside.append((begin, first - 1))
        begin = last + 1
    return (*outside, (begin, _MAX_CODE))
