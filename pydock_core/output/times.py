"""Times as docker prints them (Go's `time.Time.String`, RFC 3339, ANSIC).

Everyday commands load this module, so it imports neither `datetime` nor `re`: a time is epoch seconds and nanoseconds.
"""

from __future__ import annotations

import time

from pydock_core.errors import InvalidValue

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def parse_engine_time(text: str) -> tuple[int, int]:
    """Parses an engine's RFC 3339 time to (epoch seconds, nanoseconds within the second); raises InvalidValue."""
    seconds, nanoseconds, _ = _parse(text)
    return seconds, nanoseconds


def _parse(text: str) -> tuple[int, int, int]:
    """Parses an RFC 3339 time to (epoch seconds, nanoseconds, offset from UTC in seconds)."""
    try:
        if text[4] != "-" or text[7] != "-" or text[10] != "T" or text[13] != ":" or text[16] != ":":
            raise InvalidValue(f"invalid time: {text!r}")
        parts = (text[:4], text[5:7], text[8:10], text[11:13], text[14:16], text[17:19])
        end = 19
        nanoseconds = 0
        if text[19] in ".,":
            end = 20
            while text[end].isdigit():
                end += 1
            nanoseconds = int(_digits(text[20:end])[:9].ljust(9, "0"))
        offset = _offset(text[end:])
        year, month, day, hour, minute, second = [int(_digits(part)) for part in parts]
        days = _days_since_epoch(year, month, day)
    except (ValueError, IndexError):
        raise InvalidValue(f"invalid time: {text!r}") from None
    if hour > 23 or minute > 59 or second > 59:
        raise InvalidValue(f"invalid time: {text!r}")
    return days * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds, offset


def _digits(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return text


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    if len(zone) != 6 or zone[0] not in "+-" or zone[3] != ":":
        raise ValueError
    hours, minutes = int(_digits(zone[1:3])), int(_digits(zone[4:]))
    if hours > 24 or minutes > 60:
        raise ValueError
    seconds = hours * 3600 + minutes * 60
    return -seconds if zone[0] == "-" else seconds


def _days_since_epoch(year: int, month: int, day: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12:
        raise ValueError
    length = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if not 1 <= day <= length:
        raise ValueError
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    return before * 365 + leap_days + _DAYS_BEFORE_MONTH[month - 1] + (leap and month > 2) + day - 719163


def local_time(seconds: int, nanoseconds: int = 0) -> str:
    """Returns epoch `seconds` in the local zone as in docker's CREATED AT: `2024-01-02 15:04:05 +0100 CET`."""
    try:
        local = time.localtime(seconds)
    except (OverflowError, ValueError, OSError):
        raise InvalidValue(f"invalid time: {seconds}") from None
    return _go_time(local, nanoseconds, local.tm_gmtoff, local.tm_zone)


def local_rfc3339(seconds: int) -> str:
    """Returns epoch `seconds` in the local zone as Go's RFC 3339: `2024-01-02T15:04:05+01:00`, `Z` for UTC."""
    try:
        local = time.localtime(seconds)
    except (OverflowError, ValueError, OSError):
        raise InvalidValue(f"invalid time: {seconds}") from None
    year, month, day, hour, minute, second = local[:6]
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{rfc3339_offset(local.tm_gmtoff)}"


def rfc3339_offset(offset: int) -> str:
    """Returns an offset from UTC, in seconds, as RFC 3339 writes it: `+01:00`, `Z` for UTC."""
    if not offset:
        return "Z"
    zone = _offset_text(offset)
    return f"{zone[:3]}:{zone[3:]}"


def engine_time(text: str) -> str:
    """Returns an engine's RFC 3339 time as Go prints it, in the zone of the text: `2024-01-02 15:04:05.5 +0000 UTC`."""
    seconds, nanoseconds, offset = _parse(text)
    try:
        shifted = time.gmtime(seconds + offset)
        zone = "UTC"
        if not text.endswith("Z"):
            local = time.localtime(seconds)
            # Go names a zone by its offset, but an offset that the local zone has at that time by the local name.
            zone = local.tm_zone if local.tm_gmtoff == offset else _offset_text(offset)
    except (OverflowError, ValueError, OSError):
        raise InvalidValue(f"invalid time: {text!r}") from None
    return _go_time(shifted, nanoseconds, offset, zone)


def calendar_time(text: str) -> str:
    """Returns an engine's RFC 3339 time as C's asctime prints it (Go's ANSIC); any other text unchanged."""
    try:
        seconds, _, offset = _parse(text)
        clock = time.gmtime(seconds + offset)
    except (InvalidValue, OverflowError, ValueError, OSError):
        return text
    year, month, day, hour, minute, second, weekday = clock[:7]
    return f"{_DAYS[weekday]} {_MONTHS[month - 1]} {day:2} {hour:02d}:{minute:02d}:{second:02d} {year:04d}"


def _go_time(clock: time.struct_time, nanoseconds: int, offset: int, zone: str) -> str:
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    year, month, day, hour, minute, second = clock[:6]
    date = f"{year:04d}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}"
    return f"{date}{fraction} {_offset_text(offset)} {zone}"


def _offset_text(offset: int) -> str:
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{minutes:02d}"
