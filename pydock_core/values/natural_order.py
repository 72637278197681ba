"""Sorts names by the values of the numbers in them: `c2` before `c10` (Go's sortorder.NaturalLess)."""

from __future__ import annotations


def natural_order(text: str) -> tuple[tuple[int, int, str, int], ...]:
    """Returns a sort key: numbers by value and before other characters.

    Of equal ones, that with fewer leading zeros.
    """
    pieces: list[tuple[int, int, str, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        if _is_digit(text[start]):
            while end < len(text) and _is_digit(text[end]):
                end += 1
            digits = text[start:end].lstrip("0")
            pieces.append((0, len(digits), digits, end - start - len(digits)))
        else:
            pieces.append((1, 0, text[start], 0))
        start = end
    return tuple(pieces)


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"
