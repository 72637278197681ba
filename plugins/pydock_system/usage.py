"""The totals of `system df`: how much of each kind there is, and how much of that could be removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing
from pydock_core.toolkit import human_size

if TYPE_CHECKING:
    from typing import Any

_ACTIVE_STATES = ("running", "paused", "restarting")
RAW = "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n"


class Usage:
    """One kind of objects: their number, how many are in use, their size and what could be removed, in bytes."""

    __slots__ = ("active", "kind", "reclaimable", "shows_percentage", "size", "total")

    def __init__(
        self, kind: str, *, total: int, active: int, size: int, reclaimable: int, shows_percentage: bool = True
    ) -> None:
        self.kind = kind
        self.total = total
        self.active = active
        self.size = size
        self.reclaimable = reclaimable
        self.shows_percentage = shows_percentage

    @classmethod
    def of_answer(cls, kind: str, answer: dict[str, Any] | None, *, shows_percentage: bool = True) -> Usage:
        """Returns the usage in a member of API 1.52: the engine has counted."""
        counts = answer or {}
        return cls(
            kind,
            total=counts.get("TotalCount") or 0,
            active=counts.get("ActiveCount") or 0,
            size=counts.get("TotalSize") or 0,
            reclaimable=counts.get("Reclaimable") or 0,
            shows_percentage=shows_percentage,
        )


def count_images(images: list[dict[str, Any]], layers_size: int) -> Usage:
    """Returns the usage of images; `layers_size` counts layers once that images share."""
    used = 0
    for image in images:
        size, shared = image.get("Size") or 0, image.get("SharedSize") or 0
        if image.get("Containers") and -1 not in (size, shared):
            used += size - shared
    active = sum((image.get("Containers") or 0) > 0 for image in images)
    return Usage("Images", total=len(images), active=active, size=layers_size, reclaimable=layers_size - used)


def count_containers(containers: list[dict[str, Any]]) -> Usage:
    """Returns the usage of the containers' writable layers."""
    sizes = [(container.get("State") in _ACTIVE_STATES, container.get("SizeRw") or 0) for container in containers]
    return Usage(
        "Containers",
        total=len(sizes),
        active=sum(is_active for is_active, _ in sizes),
        size=sum(size for _, size in sizes),
        reclaimable=sum(size for is_active, size in sizes if not is_active),
    )


def count_volumes(volumes: list[dict[str, Any]]) -> Usage:
    """Returns the usage of volumes; those of unknown size (-1) count as empty."""
    known = [volume["UsageData"] for volume in volumes if volume.get("UsageData")]
    sizes = [(usage.get("RefCount") or 0, usage.get("Size") or 0) for usage in known]
    return Usage(
        "Local Volumes",
        total=len(volumes),
        active=sum(links > 0 for links, _ in sizes),
        size=sum(size for _, size in sizes if size != -1),
        reclaimable=sum(size for links, size in sizes if size != -1 and links == 0),
    )


def count_cache(records: list[dict[str, Any]]) -> Usage:
    """Returns the usage of the build cache; records that images share are not counted."""
    own = [(bool(record.get("InUse")), record.get("Size") or 0) for record in records if not record.get("Shared")]
    size = sum(size for _, size in own)
    return Usage(
        "Build Cache",
        total=len(records),
        active=sum(bool(record.get("InUse")) for record in records),
        size=size,
        reclaimable=size - sum(size for in_use, size in own if in_use),
        shows_percentage=False,
    )


def _reclaimable(usage: Usage) -> str:
    shown = human_size(usage.reclaimable)
    if usage.size <= 0 or not usage.shows_percentage:
        return shown
    percentage = abs(usage.reclaimable) * 100 // usage.size  # Go's division rounds towards zero
    return f"{shown} ({'-' if usage.reclaimable < 0 and percentage else ''}{percentage}%)"


_COLUMNS = [
    Column("Type", "TYPE", lambda usage: usage.kind),
    Column("TotalCount", "TOTAL", lambda usage: str(usage.total)),
    Column("Active", "ACTIVE", lambda usage: str(usage.active)),
    Column("Size", "SIZE", lambda usage: human_size(usage.size)),
    Column("Reclaimable", "RECLAIMABLE", _reclaimable),
]


def usage_listing() -> Listing:
    """Returns the columns of the totals."""
    return Listing(_COLUMNS, default=_COLUMNS, go_type="*formatter.diskUsageImagesContext", raw=RAW, raw_quiet=RAW)
