"""Matches paths with the alternatives of an expression in time proportional to both lengths.

The states of a nondeterministic automaton are the bits of one integer (Baeza-Yates and Gonnet's "shift-and", with the
optional states of Navarro and Raffinot), so that a character of the path costs a few operations on integers, and no
expression leads to a search with steps back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.values.ignore_expression import Item, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.values.ignore_expression import CharacterSet

_CACHED_CHARACTERS = 256
_ADVANCING = (Kind.ONE, Kind.OPTIONAL)
_SKIPPED = (Kind.OPTIONAL, Kind.MANY, Kind.FOLDERS)


class Automaton:
    """An automaton for the alternatives of one expression.

    State i is reached when the items before item i are matched; the states of the alternatives follow each other, each
    with a last state that accepts. A character advances from a state to the next one, or keeps it (`MANY`). A state
    whose item can match no character is skipped: always, or at certain places of the path. A state of the kind FOLDERS
    stays remembered until a line break, and each slash advances from it.
    """

    __slots__ = ("_accepting", "_at", "_cache", "_folders", "_head", "_restarts", "_sets", "_skips", "_starts", "_tail")

    def __init__(self, alternatives: list[list[Item]]) -> None:
        states: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        self._sets: dict[CharacterSet, tuple[list[int], list[int]]] = {}
        starts, restarts, accepting = [], [], []
        state = 0
        for items in alternatives:
            starts.append(state)
            if not items or items[0].kind is not Kind.BEGIN:
                restarts.append(state)
            for item in items:
                states[item.kind].append(state)
                if item.kind in _ADVANCING or item.kind is Kind.MANY:
                    advancing, keeping = self._sets.setdefault(item.characters, ([], []))
                    (keeping if item.kind is Kind.MANY else advancing).append(state)
                state += 1
            accepting.append(state)
            state += 1
        self._starts, self._restarts, self._accepting = _bits(starts), _bits(restarts), _bits(accepting)
        self._folders = _bits(states[Kind.FOLDERS])
        self._skips = _bits(state for kind in _SKIPPED for state in states[kind])
        # The states that are skipped at one kind of place only.
        self._at = {
            kind: _bits(states[kind]) for kind in (Kind.BEGIN, Kind.END, Kind.WORD_BOUNDARY, Kind.NO_WORD_BOUNDARY)
        }
        # A character → the states from which it advances, the states that it keeps.
        self._cache: dict[str, tuple[int, int]] = {}
        self._head, self._tail = _fixed_text(alternatives)

    def matches(self, path: str, *, parents: bool = False) -> bool:
        """Returns whether the expression matches `path`, or one of the folders above if `parents`."""
        if not (path.startswith(self._head) and (parents or path.endswith(self._tail))):
            return False
        has_words = bool(self._at[Kind.WORD_BOUNDARY] or self._at[Kind.NO_WORD_BOUNDARY])
        restarts = self._restarts
        active = self._starts
        before = ""
        folders = 0
        for letter in path:
            if parents and letter == "/" and before and self._accepts(active, before, ""):
                return True
            skips = self._skips_between(before, letter) if has_words or not before else self._skips
            # The addition carries an active state through the states in a row that are skipped.
            active |= (skips + (active & skips)) ^ skips
            if active & self._accepting:
                return True
            folders |= active & self._folders
            advancing, keeping = self._cache.get(letter) or self._masks(letter)
            active = (active & advancing) << 1 | active & keeping | restarts
            if letter == "/":
                active |= folders << 1
            elif letter == "\n":
                folders = 0
            if not (active or folders):
                return False
            before = letter
        return self._accepts(active, before, "")

    def _accepts(self, active: int, before: str, after: str) -> bool:
        skips = self._skips_between(before, after)
        return bool((active | (skips + (active & skips)) ^ skips) & self._accepting)

    def _skips_between(self, before: str, after: str) -> int:
        """Returns the states that are skipped between two characters, "" at the begin and the end of the path."""
        skips = self._skips
        if not before:
            skips |= self._at[Kind.BEGIN]
        if not after:
            skips |= self._at[Kind.END]
        is_boundary = _is_word(before) != _is_word(after)
        return skips | self._at[Kind.WORD_BOUNDARY if is_boundary else Kind.NO_WORD_BOUNDARY]

    def _masks(self, letter: str) -> tuple[int, int]:
        code = ord(letter)
        matching = [states for characters, states in self._sets.items() if characters.has(code)]
        masks = (
            _bits(state for advancing, _ in matching for state in advancing),
            _bits(state for _, keeping in matching for state in keeping),
        )
        if len(self._cache) >= _CACHED_CHARACTERS:
            self._cache.clear()
        self._cache[letter] = masks
        return masks


def _fixed_text(alternatives: list[list[Item]]) -> tuple[str, str]:
    """Returns the texts that all matching paths start and end with; they exclude most paths at once."""
    if len(alternatives) != 1:
        return "", ""
    items = alternatives[0]
    head = _literals(items[1:]) if items[:1] == [Item(Kind.BEGIN)] else ""
    tail = _literals(reversed(items[:-1])) if items[-1:] == [Item(Kind.END)] else ""
    return head, tail[::-1]


def _literals(items: Iterable[Item]) -> str:
    letters = []
    for item in items:
        ranges = item.characters.ranges
        if item.kind is not Kind.ONE or item.characters.is_negated or len(ranges) != 1 or ranges[0][0] != ranges[0][1]:
            break
        letters.append(chr(ranges[0][0]))
    return "".join(letters)


def _is_word(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "_")


def _bits(numbers: Iterable[int]) -> int:
    """Returns the integer with these bits set, in time linear in their number and the largest one."""
    listed = list(numbers)
    if not listed:
        return 0
    found = bytearray(max(listed) // 8 + 1)
    for number in listed:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")
