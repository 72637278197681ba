"""`pydock volume rm`: removes volumes."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags, for_each_name


class Options:
    force = flags.boolean("force", "f", since="1.25", help="A volume that does not exist is no error")
    names = flags.arguments("VOLUME [VOLUME...]", at_least=1, complete="volume")


def command(session: Session, options: Options) -> None:
    for_each_name(session, options.names, lambda name: session.engine.volumes.remove(name, force=options.force))
