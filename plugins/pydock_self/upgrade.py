"""`pydock self upgrade`: upgrades plugins to their newest version."""

from __future__ import annotations

from pydock_core.plugin_api import Session, flags
from pydock_self.change import change, installed_names


class Options:
    dry_run = flags.boolean("dry-run", help="Only print the command that would do it")
    names = flags.arguments("NAME [NAME...]", at_least=1, complete="pydock-distribution")


def command(session: Session, options: Options) -> int:
    return change(session, "upgrade", installed_names(session, options.names), dry_run=options.dry_run)
