"""`pydock system prune`: removes what is unused: containers, networks, images, build cache; volumes on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import (
    build_filters,
    human_size,
    natural_order,
    parse_filter,
    prune_filters,
    removed_images,
    removed_objects,
    version_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Report = dict[str, Any]
    Filters = dict[str, dict[str, bool]]

_BUILD_CACHE_SINCE = "1.31"
_SHOWN_FILTERS = ("label", "label!", "until")


class Options:
    all = flags.boolean("all", "a", help="Remove every image without a container, not only those without a name")
    filter = flags.custom(
        "filter", value="filter", convert=parse_filter, multiple=True, since="1.28", help="Remove only what matches"
    )
    force = flags.boolean("force", "f", help="Don't ask first")
    volumes = flags.boolean("volumes", help="Remove anonymous volumes too")


def command(session: Session, options: Options) -> None:
    version = session.engine.negotiate_version()
    if options.volumes and any(name == "until" for name, _ in options.filter):
        raise PyDockError('ERROR: The "until" filter is not supported with "--volumes"')
    with_cache = version_key(version) >= version_key(_BUILD_CACHE_SINCE)
    if not options.force and not session.confirm(_question(session, options, with_cache=with_cache)):
        return
    total = 0
    for prune in _steps(session, options, with_cache=with_cache):
        text, reclaimed = prune()
        total += reclaimed
        if text:
            session.stdout.write(f"{text}\n")
            session.stdout.flush()  # a later step may fail
    session.stdout.write(f"Total reclaimed space: {human_size(total)}\n")


def _question(session: Session, options: Options, *, with_cache: bool) -> str:
    lines = ["all stopped containers", "all networks not used by at least one container"]
    if options.volumes:
        lines.append("all anonymous volumes not used by at least one container")
    lines.append(
        "all images without at least one container associated to them" if options.all else "all dangling images"
    )
    if with_cache:
        lines.append("all build cache" if options.all else "unused build cache")
    question = "WARNING! This will remove:\n" + "".join(f"  - {line}\n" for line in lines) + "\n"
    filters = prune_filters(session, build_filters(options.filter))
    shown = sorted((f"{name}={value}" for name in _SHOWN_FILTERS for value in filters.get(name, ())), key=natural_order)
    if shown:
        question += "  Items to be pruned will be filtered with:\n" + "".join(f"  - {text}\n" for text in shown) + "\n"
    return question + "Are you sure you want to continue?"


def _steps(session: Session, options: Options, *, with_cache: bool) -> Iterator[Callable[[], tuple[str, int]]]:
    """Yields the steps in docker's order; each returns what it removed, as lines, and the bytes that this freed."""
    engine = session.engine

    def filters(more: list[tuple[str, str]] | None = None) -> Filters:
        return prune_filters(session, build_filters([*options.filter, *(more or [])]))

    dangling = [("dangling", "false" if options.all else "true")]
    yield lambda: removed_objects(engine.containers.prune(filters=filters()), "Deleted Containers", "ContainersDeleted")
    yield lambda: removed_objects(engine.networks.prune(filters=filters()), "Deleted Networks", "NetworksDeleted")
    if options.volumes:
        yield lambda: removed_objects(engine.volumes.prune(filters=filters()), "Deleted Volumes", "VolumesDeleted")
    yield lambda: removed_images(engine.images.prune(filters=filters(dangling)))
    if with_cache:
        yield lambda: _removed_cache(engine.system.prune_build_cache(all=options.all, filters=filters()))


def _removed_cache(report: Report) -> tuple[str, int]:
    """Returns the lines about removed records and the reclaimed bytes, which count even if no record is named."""
    text, _ = removed_objects(report, "Deleted build cache objects", "CachesDeleted")
    return text, report.get("SpaceReclaimed") or 0
