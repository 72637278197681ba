"""Parses the docker commands of a snippet, with the part of the shell's grammar that the cases use."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Piece = tuple[str, bool]  # a text, and whether its blanks separate words

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_ENDS = ";|&()\n"
_OPENING = {"do", "then", "else", "if", "while", "until", "!", "{", "exec"}
_ASSIGNMENT = re.compile(r"\w+=.*", re.S)


def docker_commands(run: str) -> list[list[str]]:
    """Returns the words after `docker` in each simple command of a snippet, including those in `$( )`.

    A command in `for NAME in …` is returned for each value. Variables of the environment stay unexpanded.
    """
    reader = _Reader(run)
    reader.read()
    return reader.found


class _Reader:
    """A parser of one snippet; `found` collects the commands from left to right, `variables` are those of the loops."""

    def __init__(self, text: str, variables: dict[str, list[str]] | None = None) -> None:
        self.text = text
        self.at = 0
        self.found: list[list[str]] = []
        self.variables: dict[str, list[str]] = variables or {}
        self._words: list[list[Piece]] = []

    def read(self, closing: str = "") -> None:
        """Reads to the end, or to the closing parenthesis of a `$( )`."""
        depth = 0
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == ")" and closing and not depth:
                break
            if letter in _ENDS:
                depth += {"(": 1, ")": -1}.get(letter, 0)
                self.at += 1
                self._end()
            elif letter in "<>":
                self._redirection()
            elif letter.isspace():
                self.at += 1
            else:
                self._words.append(self._word())
        self.at += 1
        self._end()

    def _redirection(self) -> None:
        if self._words and self._words[-1] == [(self.text[self.at - 1], True)] and self.text[self.at - 1].isdigit():
            self._words.pop()
        while self.at < len(self.text) and self.text[self.at] in "<>& ":
            self.at += 1
        self._word()

    def _word(self) -> list[Piece]:
        """Returns a word as its quoted and unquoted pieces."""
        pieces: list[Piece] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter.isspace() or letter in _ENDS or letter in "<>":
                break
            self.at += 1
            if letter == "'":
                end = self.text.index("'", self.at)
                pieces.append((self.text[self.at : end].replace("$", "\0"), False))
                self.at = end + 1
            elif letter == '"':
                pieces.append((self._quoted(), False))
            else:
                pieces.append((self._one(letter), True))
        merged: list[Piece] = []
        for text, splits in pieces:
            if merged and merged[-1][1] == splits:
                merged[-1] = (merged[-1][0] + text, splits)
            else:
                merged.append((text, splits))
        return merged

    def _quoted(self) -> str:
        text = ""
        while (letter := self.text[self.at]) != '"':
            self.at += 1
            text += self._one(letter)
        self.at += 1
        return text

    def _one(self, letter: str) -> str:
        """Returns the text of a letter: the letter, the one after a backslash, or the result of a `$( )`."""
        if letter == "\\":
            self.at += 1
            return self.text[self.at - 1].replace("$", "\0")
        if letter == "$" and self.text[self.at] == "(":
            inner = _Reader(self.text, self.variables)
            inner.at = self.at + 1
            inner.read(closing=")")
            self.at = inner.at
            self.found += inner.found
            return "\0()"
        return letter

    def _end(self) -> None:
        """Handles the end of a simple command."""
        words, self._words = self._words, []
        plain = ["".join(text for text, _ in word) for word in words]
        if plain[:1] == ["for"] and plain[2:3] == ["in"]:
            self.variables[plain[1]] = [value for word in words[3:] for value in self._expanded([word])]
            return
        while plain and (plain[0] in _OPENING or _ASSIGNMENT.fullmatch(plain[0])):
            del plain[0], words[0]
        if plain[:1] == ["docker"]:
            names = {name for text in plain for name in _names(text) if name in self.variables}
            for values in itertools.product(*([(name, value) for value in self.variables[name]] for name in names)):
                self.found.append(self._expanded(words[1:], dict(values)))

    def _expanded(self, words: Iterable[list[Piece]], values: dict[str, str] | None = None) -> list[str]:
        """Returns the words with expanded variables; splits unquoted values at blanks."""
        found = []
        for word in words:
            made = [""]
            for text, splits in word:
                value = _VARIABLE.sub(lambda name: (values or {}).get(name[1] or name[2], name[0]), text)
                parts = value.split() if splits else [value]
                made[-1] += "".join(parts[:1])
                made += parts[1:]
            if made != [""] or any(not splits for _, splits in word):
                found += [part.replace("\0", "$") for part in made]
        return found


def _names(text: str) -> list[str]:
    return [match[1] or match[2] for match in _VARIABLE.finditer(text)]
