"""`pydock image prune`: removes unused images."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, Session, flags
from pydock_core.toolkit import build_filters, confirm_prune, human_size, prune_filters

DANGLING = "all dangling images"
UNUSED = "all images without at least one container associated to them"


class Options:
    all = flags.boolean("all", "a", help="Every image without a container, not only those without a name")
    filter = flags.filters(short="", help="Remove only what matches (until=TIME, label=NAME[=VALUE])")
    force = flags.boolean("force", "f", help="Don't ask first")


def command(session: Session, options: Options) -> None:
    dangling = ("dangling", "false" if options.all else "true")
    filters = prune_filters(session, build_filters([*options.filter, dangling]))
    if not options.force and not confirm_prune(session, UNUSED if options.all else DANGLING):
        return
    report = session.engine.images.prune(filters=filters)
    deleted, reclaimed = report.get("ImagesDeleted") or [], report.get("SpaceReclaimed") or 0
    if not isinstance(deleted, list) or not all(isinstance(step, dict) for step in deleted):
        raise ProtocolError("the engine's report of what it removed has no list ImagesDeleted")
    if not isinstance(reclaimed, int):
        raise ProtocolError("the engine's report of what it removed has no number SpaceReclaimed")
    lines = ["Deleted Images:\n"] if deleted else []
    for step in deleted:
        untagged = step.get("Untagged")
        lines.append(f"untagged: {untagged}\n" if untagged else f"deleted: {step.get('Deleted') or ''}\n")
    if deleted:
        lines.append("\n")
    session.stdout.write("".join(lines) + f"Total reclaimed space: {human_size(reclaimed if deleted else 0)}\n")
