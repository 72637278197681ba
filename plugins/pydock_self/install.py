"""`pydock self install`: installs plugins into the environment that PyDock runs in."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_self.change import change
from pydock_self.environment import OURSELVES, name_of
from pydock_self.listing import normalized


class Options:
    dry_run = flags.boolean("dry-run", help="Only print the command that would do it")
    names = flags.arguments("NAME [NAME...]", at_least=1)


def command(session: Session, options: Options) -> int:
    for name in options.names:
        if normalized(name_of(name)) == OURSELVES:
            raise PyDockError(f"{name} is PyDock itself, no plugin")
    return change(session, "install", options.names, dry_run=options.dry_run)
