"""`pydock help`: shows the help page of a command or a group."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, Session, flags
from pydock_core.toolkit import help_topic


class Options:
    topic = flags.arguments("[command]")


def command(session: Session, options: Options) -> None:
    page, unknown = help_topic(session, options.topic)
    if unknown:
        raise PyDockError(f"unknown help topic: {' '.join(unknown)}")
    session.stdout.write(page)
