"""`pydock stop`: stops running containers."""

from __future__ import annotations

from pydock_container.stopping import StopOptions, stop_each
from pydock_core.plugin_api import Session, flags


class Options(StopOptions):
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="running-container")


def command(session: Session, options: Options) -> None:
    stop_each(session, options, session.engine.containers.stop, parallel=True)
