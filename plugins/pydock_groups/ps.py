"""`pydock groups ps`: lists the containers of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Column, Listing, Session, flags, render
from pydock_core.toolkit import truncate_id
from pydock_groups.groups import container_name, find, members

if TYPE_CHECKING:
    from typing import Any


class Options:
    format = flags.list_format()
    no_trunc = flags.boolean("no-trunc", help="Show ids in full")
    quiet = flags.boolean("quiet", "q", help="Show ids only")
    name = flags.arguments("NAME", exactly=1, complete="group")


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    find(session, name)
    session.stdout.write(
        render(
            listing(truncate=not options.no_trunc),
            members(session, name),
            options.format or "",
            quiet=options.quiet,
            escape=session.stdout.is_terminal,
        )
    )


def listing(*, truncate: bool) -> Listing:
    """Returns the fields of a group's container; `ps --filter label=pydock.group=NAME` has all of docker's."""

    def full_or_short(item: dict[str, Any]) -> str:
        full = item.get("Id") or ""
        return truncate_id(full) if truncate else full

    identifier = Column("ID", "CONTAINER ID", full_or_short)
    name = Column("Name", "NAME", container_name)
    image = Column("Image", "IMAGE", lambda item: item.get("Image") or "")
    state = Column("State", "STATE", lambda item: item.get("State") or "")
    status = Column("Status", "STATUS", lambda item: item.get("Status") or "")
    columns = [identifier, name, image, state, status]
    return Listing(columns, default=columns, go_type="groups.Container")
