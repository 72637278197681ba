"""`pydock groups ls`: lists groups."""

from __future__ import annotations

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import format_labels, truncate_id
from pydock_groups.groups import LABEL, all_groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]


class Options:
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show ids in full")
    quiet = flags.boolean("quiet", "q", help="Show names only")


def command(session: Session, options: Options) -> None:
    groups = all_groups(session)
    counts: dict[str, int] = {}
    for container in session.engine.containers.list(all=True, filters={"label": [LABEL]}):
        name = (container.get("Labels") or {}).get(LABEL, "")
        counts[name] = counts.get(name, 0) + 1
    for group in groups:
        group["Containers"] = counts.get(group.get("Name", ""), 0)
    session.stdout.write(
        render(
            listing(truncate=not options.no_trunc),
            groups,
            options.format or "",
            quiet=options.quiet,
            escape=session.stdout.is_terminal,
        )
    )


def listing(*, truncate: bool) -> Listing:
    """Returns the fields of a group."""
    name = Column("Name", "NAME", lambda item: item.get("Name") or "")
    identifier = Column("NetworkID", "NETWORK ID", lambda item: _id(item, truncate=truncate))
    driver = Column("Driver", "DRIVER", lambda item: item.get("Driver") or "")
    containers = Column("Containers", "CONTAINERS", lambda item: str(item["Containers"]))
    labels = Column("Labels", "LABELS", _labels)
    return Listing(
        [name, identifier, driver, containers, labels],
        default=[name, identifier, driver, containers],
        go_type="groups.Group",
        quiet="Name",
    )


def _id(item: Item, *, truncate: bool) -> str:
    full = item.get("Id") or ""
    return truncate_id(full) if truncate else full


def _labels(item: Item) -> str:
    return format_labels({key: value for key, value in (item.get("Labels") or {}).items() if key != LABEL})
