"""`pydock pause`: suspends all processes of containers."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, for_each_name


class Options:
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="unpaused-container")


def command(session: Session, options: Options) -> None:
    for_each_name(session, options.names, session.engine.containers.pause, parallel=True)
