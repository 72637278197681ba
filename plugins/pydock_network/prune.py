"""`pydock network prune`: removes the networks that no container uses."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import build_filters, confirm_prune, prune_filters, show_pruned

UNUSED = "all custom networks not used by at least one container"


class Options:
    filter = flags.filters(short="", help='Remove only what matches ("until=<timestamp>")')
    force = flags.boolean("force", "f", help="Don't ask")


def command(session: Session, options: Options) -> None:
    filters = prune_filters(session, build_filters(options.filter))
    if not options.force and not confirm_prune(session, UNUSED):
        return
    report = session.engine.networks.prune(filters=filters)
    show_pruned(session, report, heading="Deleted Networks", member="NetworksDeleted", total=False)
