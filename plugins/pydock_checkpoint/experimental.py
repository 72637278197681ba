"""What docker looks at before anything else in these commands: the engine, then how many words there are."""

from __future__ import annotations

from pydock_core.plugin_api import ArgumentCountError, PyDockError, Session


def check(session: Session, words: list[str], count: int) -> list[str]:
    """The words, if the engine has experimental features and there are `count` of them; PyDockError otherwise."""
    if not session.engine.negotiate().experimental:
        raise PyDockError(
            f"{session.program} {session.invoked_name} is only supported on a Docker daemon with experimental features "
            "enabled"
        )
    if len(words) != count:
        raise ArgumentCountError(f"requires {count} argument{'s' if count > 1 else ''}")
    return words
