"""Shared by `stop` and `restart`: the signal, the seconds before the kill, and the call for each container."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags, for_each_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class StopOptions:
    signal = flags.string("signal", "s", complete="signal", help="Signal to send")
    time = flags.integer("time", hidden=True, deprecated="use --timeout instead")
    timeout = flags.integer("timeout", "t", help="Seconds to wait before it is killed")
    names = flags.arguments("CONTAINER [CONTAINER...]", at_least=1, complete="container")


def stop_each(session: Session, options: StopOptions, stop: Callable[..., object], *, parallel: bool) -> None:
    """Calls `stop(name, timeout_seconds=…, signal=…)` for each container; an option that is not typed is None."""
    if options.time is not None and options.timeout is not None:
        raise PyDockError("conflicting options: cannot specify both --timeout and --time")
    timeout = options.time if options.timeout is None else options.timeout
    for_each_name(
        session,
        options.names,
        lambda name: stop(name, timeout_seconds=timeout, signal=options.signal),
        parallel=parallel,
    )
