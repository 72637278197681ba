"""`pydock NAME`: runs the program `pydock-NAME`, a plugin in any language, with all words after the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Command, PyDockError
from pydock_core.toolkit import programs, run_docker_plugin

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def command(session: Session, words: list[str]) -> int:
    name = session.invoked_name
    plugin = programs.locate_program_plugin(session, name)  # `resolve` has read the metadata
    if plugin is None:
        raise PyDockError(f"{session.program}: 'pydock-{name}' is gone")
    return run_docker_plugin(session, plugin, [name, *words])


def resolve(session: Session, name: str) -> Command | None:
    """Returns the command that runs `pydock-NAME`; None if no usable program has this name."""
    plugin = programs.find_program_plugin(session, name)
    return None if plugin is None else Command((name,), __name__, raw=True, hidden=True)
