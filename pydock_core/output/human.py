"""Sizes and durations as docker prints them (go-units)."""

from __future__ import annotations

_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
# Go's Duration is 64 bits of nanoseconds: a difference of times stops growing at 292 years.
_LONGEST_DURATION = 9223372036.854775807


def human_size(size: float, precision: int = 4) -> str:
    """Returns `size` bytes in powers of 1000 with `precision` significant digits: `1.234MB`; docker's lists use 3."""
    return _scaled(size, 1000.0, _DECIMAL, precision)


def bytes_size(size: float, precision: int = 4) -> str:
    """Returns `size` bytes in powers of 1024: `17MiB`."""
    return _scaled(size, 1024.0, _BINARY, precision)


def _scaled(size: float, base: float, units: tuple[str, ...], precision: int) -> str:
    index = 0
    size = float(size)
    while size >= base and index < len(units) - 1:
        size /= base
        index += 1
    return f"{size:.{precision}g}{units[index]}"


def human_duration(seconds: float) -> str:
    """Returns a rough text for a number of seconds: `Less than a second`, `About a minute`, `3 hours`, `2 weeks`."""
    seconds = min(seconds, _LONGEST_DURATION)
    whole = int(seconds)
    if whole < 1:
        return "Less than a second"
    if whole == 1:
        return "1 second"
    if whole < 60:
        return f"{whole} seconds"
    minutes = whole // 60
    if minutes == 1:
        return "About a minute"
    if minutes < 60:
        return f"{minutes} minutes"
    hours = int(seconds / 3600 + 0.5)
    if hours == 1:
        return "About an hour"
    if hours < 48:
        return f"{hours} hours"
    if hours < 24 * 7 * 2:
        return f"{hours // 24} days"
    if hours < 24 * 30 * 2:
        return f"{hours // 24 // 7} weeks"
    if hours < 24 * 365 * 2:
        return f"{hours // 24 // 30} months"
    return f"{whole // 3600 // 24 // 365} years"
