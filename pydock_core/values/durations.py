"""Durations as Go's time package reads and prints them, in nanoseconds: `1h15m30.918s`."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.quote import quote_ascii

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # micro sign
    "\u03bcs": 1_000,  # Greek letter mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_LIMIT = 1 << 63
_DIGITS = "0123456789"


def parse_duration(text: str) -> int:
    """Parses a duration as time.ParseDuration: numbers with units (ns, us, µs, ms, s, m, h), added up.

    `0` needs no unit.
    """
    at = 1 if text[:1] in ("+", "-") else 0
    length = len(text)
    if text[at:] == "0":
        return 0
    if at == length:
        raise _invalid(text)
    total = 0
    while at < length:
        start, at = at, _digits_end(text, at)
        whole, fraction = text[start:at], ""
        if text.startswith(".", at):
            start, at = at + 1, _digits_end(text, at + 1)
            fraction = text[start:at]
        if not whole and not fraction:
            raise _invalid(text)
        start = at
        while at < length and text[at] != "." and text[at] not in _DIGITS:
            at += 1
        unit = text[start:at]
        if not unit:
            raise InvalidValue(f"time: missing unit in duration {quote_ascii(text)}")
        if unit not in _UNITS:
            raise InvalidValue(f"time: unknown unit {quote_ascii(unit)} in duration {quote_ascii(text)}")
        whole = whole.lstrip("0")
        if len(whole) > 19:
            raise _invalid(text)
        total += int(whole or "0") * _UNITS[unit] + _fraction_of(fraction, _UNITS[unit])
        if total > _LIMIT:
            raise _invalid(text)
    if text[0] == "-":
        return -total
    if total == _LIMIT:
        raise _invalid(text)
    return total


def format_duration(nanoseconds: int) -> str:
    """Returns a duration as Go's Duration.String: `1m30s`, `1.5ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign = "-" if nanoseconds < 0 else ""
    rest = abs(nanoseconds)
    if rest < 1_000_000_000:
        unit = "ms" if rest >= 1_000_000 else "\u00b5s" if rest >= 1_000 else "ns"
        return f"{sign}{_decimal(rest, _UNITS[unit])}{unit}"
    minutes, below = divmod(rest, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(below, 1_000_000_000)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{text}"
    return f"{sign}{minutes}m{text}" if minutes else sign + text


def _fraction_of(digits: str, unit: int) -> int:
    """Returns `0.digits` of a unit, rounded as Go's floating point; digits that overflow 64 bits are ignored."""
    value, scale = 0, 1.0
    for digit in digits:
        if value > (_LIMIT - 1) // 10 or value * 10 + int(digit) > _LIMIT:
            break
        value = value * 10 + int(digit)
        scale *= 10
    return int(float(value) * (float(unit) / scale)) if value else 0


def _decimal(value: int, unit: int) -> str:
    whole, below = divmod(value, unit)
    if not below:
        return str(whole)
    return f"{whole}." + str(below).rjust(len(str(unit)) - 1, "0").rstrip("0")


def _digits_end(text: str, at: int) -> int:
    while at < len(text) and text[at] in _DIGITS:
        at += 1
    return at


def _invalid(text: str) -> InvalidValue:
    return InvalidValue(f"time: invalid duration {quote_ascii(text)}")
