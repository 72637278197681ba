"""`pydock groups rm`: removes groups."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_groups.groups import container_name, find, members


class Options:
    force = flags.boolean("force", "f", help="Remove the group's containers too, running ones included")
    names = flags.arguments("NAME [NAME...]", at_least=1, complete="group")


def command(session: Session, options: Options) -> int:
    status = 0
    for name in options.names:
        try:
            _remove(session, name, force=options.force)
        except PyDockError as error:
            session.stderr.write(f"{error.message}\n")
            status = 1
        else:
            session.stdout.write(f"{name}\n")
            session.stdout.flush()
    return status


def _remove(session: Session, name: str, *, force: bool) -> None:
    find(session, name)
    containers = members(session, name)
    if containers and not force:
        names = ", ".join(map(container_name, containers))
        raise PyDockError(f"the group {name} has containers ({names}): remove them first, or use --force")
    for container in containers:
        session.engine.containers.remove(container.get("Id") or "", force=True, volumes=True)
    session.engine.networks.remove(name)
