"""`pydock plugin enable`: starts an installed plugin."""

from __future__ import annotations

from pydock_core.plugin_api import InvalidValue, Session, flags


class Options:
    timeout = flags.integer(
        "timeout", default=30, help="Seconds for which the engine waits for each answer of the plugin"
    )
    name = flags.arguments("PLUGIN", exactly=1, complete="disabled-engine-plugin")


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    if options.timeout < 0:
        raise InvalidValue(f"negative timeout {options.timeout} is invalid")
    session.engine.plugins.enable(name, timeout_seconds=options.timeout)
    session.stdout.write(f"{name}\n")
