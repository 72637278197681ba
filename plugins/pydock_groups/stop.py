"""`pydock groups stop`: stops the containers of groups."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_groups.members import for_each_member


class Options:
    timeout = flags.integer("timeout", "t", help="Seconds to wait before the containers are killed")
    names = flags.arguments("NAME [NAME...]", at_least=1, complete="group")


def command(session: Session, options: Options) -> None:
    containers = session.engine.containers
    for_each_member(
        session,
        options.names,
        lambda member: containers.stop(member.get("Id") or "", timeout_seconds=options.timeout),
    )
