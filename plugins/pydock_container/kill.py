"""`pydock kill`: sends a signal to running containers."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, for_each_name


class Options:
    signal = flags.string("signal", "s", complete="signal", help="Signal to send (SIGKILL, unless given)")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="running-container")


def command(session: Session, options: Options) -> None:
    containers = session.engine.containers
    for_each_name(session, options.names, lambda name: containers.kill(name, signal=options.signal), parallel=True)
