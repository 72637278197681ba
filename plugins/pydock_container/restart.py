"""`pydock restart`: stops containers and starts them again."""

from __future__ import annotations

from pydock_core.plugin_api import Session, each, flags


class Options:
    signal = flags.string("signal", "s", complete="signal", help="Signal to send")
    time = flags.integer("time", hidden=True, deprecated="use --timeout instead")
    timeout = flags.integer("timeout", "t", help="Seconds to wait before it is killed")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="container")


def command(session: Session, options: Options) -> None:
    timeout = options.timeout if options.timeout is not None else options.time
    each(
        session,
        options.names,
        lambda name: session.engine.containers.restart(name, timeout_seconds=timeout, signal=options.signal),
    )
