"""Parses sizes in bytes as docker does: `512m`, `1.5 GiB`, `1e3`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.numbers import parse_float

_BINARY = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
_DECIMAL = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "p": 10**15}


def parse_bytes(text: str) -> int:
    """Parses a size as go-units' RAMInBytes: units are powers of 1024, in any case, with or without `b` or `ib`."""
    return _parse(text, _BINARY)


def parse_memory_swap(text: str) -> int:
    """Parses a size as `parse_bytes`; -1, for unlimited swap, is valid, too."""
    return -1 if text == "-1" else _parse(text, _BINARY)


def parse_decimal_bytes(text: str) -> int:
    """Parses a size as go-units' FromHumanSize: the same grammar with powers of 1000."""
    return _parse(text, _DECIMAL)


def _parse(text: str, units: dict[str, int]) -> int:
    last = max(text.rfind(character) for character in "0123456789. ")
    if last < 0:
        raise InvalidValue(f"invalid size: '{text}'")
    suffix = text[last + 1 :]
    size = parse_float(text[:last] if text[last] == " " else text[: last + 1])
    if size < 0:
        raise InvalidValue(f"invalid size: '{text}'")
    if suffix:
        size *= _multiplier(suffix, units)
    if size >= 2**63:  # docker sends such a size as a negative number
        raise InvalidValue(f"invalid size: '{text}'")
    return int(size)


def _multiplier(suffix: str, units: dict[str, int]) -> int:
    if len(suffix) <= 3:
        suffix = suffix.lower()
        if suffix == "b":
            return 1
        if suffix[0] in units and suffix[1:] in ("", "b", "ib"):
            return units[suffix[0]]
    raise InvalidValue(f"invalid suffix: '{suffix}'")
