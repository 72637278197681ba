"""`pydock rename`: gives a container another name."""

from __future__ import annotations

from pydock_core.plugin_api import EngineError, PyDockError, Session, flags


class Options:
    names = flags.arguments("CONTAINER NEW_NAME", exactly=2, complete="container")


def command(session: Session, options: Options) -> None:
    old, new = (name.strip() for name in options.names)
    if not old or not new:
        raise PyDockError("Error: Neither old nor new names may be empty")
    try:
        session.engine.containers.rename(old, new)
    except EngineError as error:
        raise PyDockError(f"{error.message}\nError: failed to rename container named {old}") from error
