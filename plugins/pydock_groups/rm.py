"""`pydock groups rm`: removes groups."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags, for_each_name
from pydock_groups.groups import container_name, find, members


class Options:
    force = flags.boolean("force", "f", help="Remove the group's containers too, running ones included")
    names = flags.arguments("NAME [NAME...]", at_least=1, complete="group")


def command(session: Session, options: Options) -> None:
    for_each_name(session, options.names, lambda name: _remove(session, name, force=options.force))


def _remove(session: Session, name: str, *, force: bool) -> None:
    find(session, name)
    containers = members(session, name)
    if containers and not force:
        names = ", ".join(map(container_name, containers))
        raise PyDockError(f"the group {name} has containers ({names}): remove them first, or use --force")
    for container in containers:
        session.engine.containers.remove(container.get("Id") or "", force=True, volumes=True)
    session.engine.networks.remove(name)
