"""`pydock context rm`: removes contexts from docker's store."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags, for_each_name
from pydock_core.toolkit import Contexts


class Options:
    force = flags.boolean("force", "f", help="Remove the context in use, too; a missing one is no error")
    names = flags.arguments("CONTEXT [CONTEXT...]", at_least=1, options=False, complete="context")


def command(session: Session, options: Options) -> None:
    contexts = Contexts(session)

    def remove(name: str) -> None:
        if name == "default":
            raise PyDockError('context "default" cannot be removed')
        if name == contexts.current:
            if not options.force:
                raise PyDockError(f'context "{name}" is in use, set -f flag to force remove')
            contexts.use("default")
        if not options.force and not contexts.exists(name):
            raise PyDockError(f'context "{name}" does not exist')
        contexts.remove(name)

    for_each_name(session, options.names, remove)
