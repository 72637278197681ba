"""`pydock context show`: prints the name of the context in use."""

from __future__ import annotations

from pydock_core.plugin_api import Session
from pydock_core.toolkit import current_context


class Options:
    """The command has no flags and no arguments."""


def command(session: Session, options: Options) -> None:
    session.stdout.write(f"{current_context(session)}\n")
