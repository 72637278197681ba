"""`pydock volume prune`: removes the volumes that no container uses."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import build_filters, confirm_prune, prune_filters, show_pruned, version_key

ALL = "all local volumes not used by at least one container"
ANONYMOUS = "anonymous local volumes not used by at least one container"
_ANONYMOUS_SINCE = "1.42"  # older engines remove named volumes, too


class Options:
    all = flags.boolean("all", "a", since="1.42", help="Remove named volumes too, not only anonymous ones")
    filter = flags.filters(short="", help='Remove only what matches ("label=<label>")')
    force = flags.boolean("force", "f", help="Don't ask")


def command(session: Session, options: Options) -> None:
    filters = prune_filters(session, build_filters(options.filter))
    if options.all:
        if "all" in filters:
            raise PyDockError("conflicting options: cannot specify both --all and --filter all=1")
        filters["all"] = {"true": True}
    if not options.force:
        is_old = version_key(session.engine.negotiate_version()) < version_key(_ANONYMOUS_SINCE)
        if not confirm_prune(session, ALL if options.all or is_old else ANONYMOUS):
            return
    report = session.engine.volumes.prune(filters=filters)
    show_pruned(session, report, heading="Deleted Volumes", member="VolumesDeleted")
