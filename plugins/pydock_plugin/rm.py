"""`pydock plugin rm`: removes plugins."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, for_each_name


class Options:
    force = flags.boolean("force", "f", help="Remove a plugin that is enabled, too")
    names = flags.arguments("PLUGIN [PLUGIN...]", at_least=1, complete="engine-plugin")


def command(session: Session, options: Options) -> None:
    for_each_name(session, options.names, lambda name: session.engine.plugins.remove(name, force=options.force))
