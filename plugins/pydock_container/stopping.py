"""What `stop` and `restart` share: the signal, and how long a container may take to end."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, flags


class StoppingOptions:
    signal = flags.string("signal", "s", complete="signal", help="Signal to send")
    time = flags.integer("time", hidden=True, deprecated="use --timeout instead")
    timeout = flags.integer("timeout", "t", help="Seconds to wait before it is killed")


def timeout_seconds(options: StoppingOptions) -> int | None:
    """How long to wait, under the flag's new name or its old one; None where neither was typed."""
    if options.time is not None and options.timeout is not None:
        raise PyDockError("conflicting options: cannot specify both --timeout and --time")
    return options.time if options.timeout is None else options.timeout
