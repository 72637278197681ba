"""`pydock stop`: stops running containers."""

from __future__ import annotations

from pydock_container.stopping import StoppingOptions, timeout_seconds
from pydock_core.plugin_api import Session, flags, for_each_name


class Options(StoppingOptions):
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="running-container")


def command(session: Session, options: Options) -> None:
    timeout = timeout_seconds(options)
    for_each_name(
        session,
        options.names,
        lambda name: session.engine.containers.stop(name, timeout_seconds=timeout, signal=options.signal),
        parallel=True,
    )
