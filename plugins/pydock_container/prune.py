"""`pydock container prune`: removes all stopped containers."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import build_filters, confirm_prune, prune_filters, show_pruned


class Options:
    filter = flags.filters("filter", "", help='Remove only what matches ("until=<timestamp>")')
    force = flags.boolean("force", "f", help="Don't ask")


def command(session: Session, options: Options) -> None:
    filters = prune_filters(session, build_filters(options.filter))
    if not options.force and not confirm_prune(session, "all stopped containers"):
        return
    report = session.engine.containers.prune(filters=filters)
    show_pruned(session, report, heading="Deleted Containers", member="ContainersDeleted")
