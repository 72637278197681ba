"""`pydock restart`: stops containers and starts them again."""

from __future__ import annotations

from pydock_container.stopping import StopOptions, stop_each
from pydock_core.plugin_api import Session


class Options(StopOptions):
    pass


def command(session: Session, options: Options) -> None:
    stop_each(session, options, session.engine.containers.restart, parallel=False)
