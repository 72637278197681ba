"""Parses the numbers of a template: Go's integers, floats and characters."""

from __future__ import annotations

from pydock_core.output.template.nodes import Number
from pydock_core.output.template.quote import quoted, unescaped

_MAX_UINT, _MAX_INT, _MIN_INT = 2**64 - 1, 2**63 - 1, -(2**63)


def number(position: int, text: str) -> Number:
    """Returns the node of a number as written; raises ValueError with text/template's message for an invalid one."""
    if text[0] == "'":
        character, rest = unescaped(text[1:], "'", limit=1)
        if not character:
            raise ValueError("invalid syntax")
        if rest != "'":
            raise ValueError(f"malformed character constant: {text}")
        return Number(position, text, ord(character), ord(character))
    whole = _integer(text)
    if whole is not None and _MIN_INT <= whole <= _MAX_UINT:
        return Number(position, text, whole, whole)
    value = _float(text)
    if value is None:
        raise ValueError(f"illegal number syntax: {quoted(text)}")
    if not any(mark in text for mark in ".eEpP"):
        raise ValueError(f"integer overflow: {quoted(text)}")
    return Number(position, text, value, int(value) if value.is_integer() and abs(value) <= _MAX_INT else None)


def _integer(text: str) -> int | None:
    if "__" in text or text.endswith("_"):
        return None
    try:
        digits = text.lstrip("+-")
        if len(digits) > 1 and digits[0] == "0" and digits[1] in "01234567_":
            # A leading zero is octal in Go.
            return int(text.replace("_", ""), 8)
        return int(text, 0)
    except ValueError:
        return None


def _float(text: str) -> float | None:
    # Underscores are only valid in literals with a base prefix.
    try:
        if "x" in text.lower():
            return float.fromhex(text.replace("_", "")) if "p" in text.lower() else None
        return None if "_" in text else float(text)
    except (ValueError, OverflowError):
        return None
