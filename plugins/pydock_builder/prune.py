"""`pydock builder prune`: removes the build cache."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import build_filters, encode_filters, prune_filters, show_pruned


class Options:
    all = flags.boolean("all", "a", help="Remove all that is unused, not only what nothing leads to")
    filter = flags.filters("filter", "", help='Remove only what matches ("until=24h")')
    force = flags.boolean("force", "f", help="Don't ask")
    keep_storage = flags.bytes("keep-storage", help="Disk space to keep for the cache")
    none = flags.arguments("", exactly=0, options=False)


def command(session: Session, options: Options) -> None:
    filters = prune_filters(session, build_filters(options.filter))
    what = "all" if options.all else "all dangling"
    if not options.force and not session.confirm(
        f"WARNING! This will remove {what} build cache. Are you sure you want to continue?"
    ):
        return
    report = session.engine.json(
        "POST",
        "/build/prune",
        dict,
        query={
            "all": True if options.all else None,
            "filters": encode_filters(filters) or "",
            "keep-storage": options.keep_storage or None,
        },
    )
    show_pruned(session, report, heading="Deleted build cache objects", member="CachesDeleted")
