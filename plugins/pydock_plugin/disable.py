"""`pydock plugin disable`: ends a plugin and keeps it installed."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags


class Options:
    force = flags.boolean("force", "f", help="Disable a plugin that is in use, too")
    name = flags.arguments("PLUGIN", exactly=1, complete="enabled-engine-plugin")


def command(session: Session, options: Options) -> None:
    name = options.name[0]
    session.engine.plugins.disable(name, force=options.force)
    session.stdout.write(f"{name}\n")
