"""The bar and the numbers of one layer's progress, as docker draws them."""

from __future__ import annotations

from pydock_core.output.human import human_size
from pydock_core.values.durations import format_duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_HALF = 50
_WIDE_ENOUGH_FOR_BAR = 110
_WIDE_ENOUGH_FOR_TIME = 50
_SECOND = 1_000_000_000


def progress(detail: Mapping[str, Any], columns: int, now_seconds: float) -> str:
    """Returns `[====> ] 1.2MB/3MB 4s` for a message's `progressDetail`; "" for one without counts.

    The bar needs more than 110 `columns`, the remaining time more than 50.
    """
    current, total, start = (_count(detail, name) for name in ("current", "total", "start"))
    units = detail.get("units")
    units = units if isinstance(units, str) else ""
    if current <= 0 and total <= 0:
        return ""
    if total <= 0:
        return f"{current} {units}" if units else f"{human_size(current):>8}"
    share = min(int(current / total * 100) // 2, _HALF)
    bar = ""
    if columns > _WIDE_ENOUGH_FOR_BAR:
        bar = f"[{'=' * share}>{' ' * max(_HALF - share, 0)}] "
    left = _time_left(current, total, start, share, columns, now_seconds)
    return bar + _numbers(current, total, units, detail) + left


def _count(detail: Mapping[str, Any], name: str) -> int:
    value = detail.get(name)
    return value if isinstance(value, int) and abs(value) < 2**63 else 0


def _numbers(current: int, total: int, units: str, detail: Mapping[str, Any]) -> str:
    if detail.get("hidecounts"):
        return ""
    # A count above the total shows that the engine's total is wrong.
    if units:
        return f"{current} {units}" if current > total else f"{current}/{total} {units}"
    return f"{human_size(current):>8}" + ("" if current > total else f"/{human_size(total)}")


def _time_left(current: int, total: int, start: int, share: int, columns: int, now_seconds: float) -> str:
    if columns <= _WIDE_ENOUGH_FOR_TIME or current <= 0 or start <= 0 or share >= _HALF:
        return ""
    each = int((now_seconds - start) * _SECOND) // current
    left = (total - current) * each
    return " " + format_duration((left + _SECOND // 2) // _SECOND * _SECOND)
