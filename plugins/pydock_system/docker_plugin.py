"""`pydock NAME`: runs docker's CLI plugin `docker-NAME`, with all words after the name."""

from __future__ import annotations

from pydock_core.plugin_api import Command, PyDockError
from pydock_core.toolkit import find_runnable_docker_plugin, locate_docker_plugin, run_docker_plugin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def command(session: Session, words: list[str]) -> int:
    name = session.invoked_name
    plugin = locate_docker_plugin(session, name)  # `resolve` has read the metadata
    if plugin is None:
        raise PyDockError(f"{session.program}: 'docker-{name}' is gone")
    return run_docker_plugin(session, plugin, [name, *words])


def resolve(session: Session, name: str) -> Command | None:
    """Returns the command that runs `docker-NAME`; None if docker has no usable CLI plugin of this name."""
    if find_runnable_docker_plugin(session, name) is None:
        return None
    return Command((name,), __name__, raw=True, hidden=True)
