"""`pydock plugin set`: changes the settings of a disabled plugin."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags


class Options:
    words = flags.arguments("PLUGIN KEY=VALUE [KEY=VALUE...]", at_least=2, options=False, complete="engine-plugin")


def command(session: Session, options: Options) -> None:
    name, *settings = options.words
    session.engine.plugins.set(name, settings)
