"""One action for each container of some groups: every one is tried, every failure is told, status 1 if one failed."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError
from pydock_groups.groups import container_name, find, members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from pydock_core.plugin_api import Session


def for_each_member(session: Session, names: Iterable[str], act: Callable[[dict[str, Any]], None]) -> int:
    """Prints the name of each container as its action succeeds; returns the exit status."""
    status = 0
    for name in names:
        try:
            find(session, name)
            containers = members(session, name)
        except PyDockError as error:
            session.stderr.write(f"{error.message}\n")
            status = 1
            continue
        for container in containers:
            try:
                act(container)
            except PyDockError as error:
                session.stderr.write(f"{error.message}\n")
                status = 1
            else:
                session.stdout.write(f"{container_name(container)}\n")
                session.stdout.flush()
    return status
