"""The columns of `system df -v` for the build cache, with docker's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing
from pydock_core.toolkit import engine_time, human_duration, human_size, parse_engine_time, truncate_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Item = dict[str, Any]

ZERO_TIME = "0001-01-01T00:00:00Z"


def cache_listing(*, truncate: bool, now: float) -> Listing:
    """Returns the fields of a record of the build cache, docker's formatter.buildCacheContext.

    Ages are counted from `now`, seconds since the epoch.
    """

    def shortened(identifier: str) -> str:
        return truncate_id(identifier) if truncate else identifier

    def record_id(record: Item) -> str:
        return shortened(record.get("ID") or "") + ("*" if record.get("InUse") else "")

    def parent(record: Item) -> str:
        # The blank is in the API.
        return shortened(", ".join(record.get(" Parents") or []) or record.get("Parent") or "")

    def age(text: str) -> str:
        seconds, nanoseconds = parse_engine_time(text)
        return f"{human_duration(now - seconds - nanoseconds / 1e9)} ago"

    identifier = Column("ID", "CACHE ID", record_id)
    kind = Column("CacheType", "CACHE TYPE", _text("Type"))
    size = Column("Size", "SIZE", lambda record: human_size(record.get("Size") or 0, 3))
    created = Column("CreatedSince", "CREATED", lambda record: age(record.get("CreatedAt") or ZERO_TIME))
    used = Column(
        "LastUsedSince", "LAST USED", lambda record: age(record["LastUsedAt"]) if record.get("LastUsedAt") else ""
    )
    count = Column("UsageCount", "USAGE", lambda record: str(record.get("UsageCount") or 0))
    shared = Column("Shared", "SHARED", _flag("Shared"))
    return Listing(
        [
            identifier,
            kind,
            size,
            created,
            used,
            count,
            shared,
            Column("CreatedAt", "", lambda record: engine_time(record.get("CreatedAt") or ZERO_TIME)),
            Column("Description", "DESCRIPTION", _text("Description")),
            Column("InUse", "IN USE", _flag("InUse")),
            Column(
                "LastUsedAt", "", lambda record: engine_time(record["LastUsedAt"]) if record.get("LastUsedAt") else ""
            ),
            Column("Parent", "PARENT", parent),
        ],
        default=[identifier, kind, size, created, used, count, shared],
        go_type="*formatter.buildCacheContext",
        raw=(
            "build_cache_id: {{.ID}}\nparent_id: {{.Parent}}\nbuild_cache_type: {{.CacheType}}\n"
            "description: {{.Description}}\ncreated_at: {{.CreatedAt}}\ncreated_since: {{.CreatedSince}}\n"
            "last_used_at: {{.LastUsedAt}}\nlast_used_since: {{.LastUsedSince}}\nusage_count: {{.UsageCount}}\n"
            "in_use: {{.InUse}}\nshared: {{.Shared}}\n"
        ),
    )


def sorted_cache(records: Iterable[Item]) -> list[Item]:
    """Returns the records in docker's order: by their last use, those never used first, then by id."""

    def key(record: Item) -> tuple[tuple[int, int], str]:
        used = record.get("LastUsedAt")
        return parse_engine_time(used) if used else (-(1 << 62), 0), record.get("ID") or ""

    return sorted(records, key=key)


def check_times(records: Iterable[Item]) -> None:
    """Raises InvalidValue for a record with a time that is none."""
    for record in records:
        for member in ("CreatedAt", "LastUsedAt"):
            if record.get(member):
                parse_engine_time(record[member])


def _text(key: str) -> Callable[[Item], str]:
    return lambda item: item.get(key) or ""


def _flag(key: str) -> Callable[[Item], str]:
    return lambda item: "true" if item.get(key) else "false"
