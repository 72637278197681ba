"""`pydock image prune`: removes unused images."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_core.toolkit import build_filters, confirm_prune, human_size, prune_filters, removed_images

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
    text, reclaimed = removed_images(report)
    session.stdout.write(f"{text}\n" if text else "")
    session.stdout.write(f"Total reclaimed space: {human_size(reclaimed)}\n")
