"""`pydock image prune`: removes images that nobody uses."""

from __future__ import annotations

from pydock_core.plugin_api import Session, build_filters, flags, human_size, prune_filters

DANGLING = "WARNING! This will remove all dangling images.\nAre you sure you want to continue?"
UNUSED = (
    "WARNING! This will remove all images without at least one container associated to them.\n"
    "Are you sure you want to continue?"
)


class Options:
    all = flags.boolean("all", "a", help="Every image without a container, not only those without a name")
    filter = flags.filters(short="", help="Remove only what matches (until=TIME, label=NAME[=VALUE])")
    force = flags.boolean("force", "f", help="Don't ask first")


def command(session: Session, options: Options) -> None:
    dangling = ("dangling", "false" if options.all else "true")
    filters = prune_filters(session, build_filters([*options.filter, dangling]))
    if not options.force and not session.confirm(UNUSED if options.all else DANGLING):
        return
    report = session.engine.images.prune(filters=filters)
    deleted = report.get("ImagesDeleted") or []
    lines = ["Deleted Images:\n"] if deleted else []
    for step in deleted:
        untagged = step.get("Untagged")
        lines.append(f"untagged: {untagged}\n" if untagged else f"deleted: {step.get('Deleted') or ''}\n")
    if deleted:
        lines.append("\n")
    reclaimed = (report.get("SpaceReclaimed") or 0) if deleted else 0
    session.stdout.write("".join(lines) + f"Total reclaimed space: {human_size(reclaimed)}\n")
