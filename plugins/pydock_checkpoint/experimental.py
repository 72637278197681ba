"""docker's first checks in these commands: the engine's experimental features, then the number of arguments."""

from __future__ import annotations

from pydock_core.plugin_api import ArgumentCountError, PyDockError, Session


def check(session: Session, words: list[str], count: int) -> list[str]:
    """Returns the words; raises PyDockError if the engine isn't experimental, or if there are not `count` words."""
    if not session.engine.negotiate().experimental:
        raise PyDockError(
            f"{session.program} {session.invoked_name} is only supported on a Docker daemon with experimental features "
            "enabled"
        )
    if len(words) != count:
        raise ArgumentCountError(f"requires {count} argument{'s' if count > 1 else ''}")
    return words
