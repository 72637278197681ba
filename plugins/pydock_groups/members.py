"""One action for each container of some groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import ExitStatus, PyDockError, for_each_name
from pydock_groups.groups import container_name, find, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from pydock_core.plugin_api import Session


def for_each_member(session: Session, groups: Iterable[str], act: Callable[[dict[str, Any]], None]) -> None:
    """Runs `act(container)` for each container of the groups, and prints the container's name after each success.

    Raises ExitStatus with the messages of all failures; an unknown group is one of them.
    """
    failures: list[str] = []
    for group in groups:
        try:
            find(session, group)
            containers = {container_name(container): container for container in members(session, group)}
            for_each_name(session, list(containers), lambda name, known=containers: act(known[name]))  # type: ignore[misc]
        except PyDockError as error:
            failures.append(error.message)
    if failures:
        raise ExitStatus(1, "\n".join(failures))
