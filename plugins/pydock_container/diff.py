"""`pydock diff`: shows which files of a container differ from its image's."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, PyDockError, Session, flags

_KINDS = {0: "C", 1: "A", 2: "D"}


class Options:
    name = flags.arguments("CONTAINER", exactly=1, complete="running-container")


def command(session: Session, options: Options) -> None:
    if not options.name[0]:
        raise PyDockError("Container name cannot be empty")
    for change in session.engine.containers.changes(options.name[0]):
        number, path = change.get("Kind"), change.get("Path")
        kind = _KINDS.get(number) if isinstance(number, int) else None
        if kind is None or not isinstance(path, str):
            raise ProtocolError(f"the engine tells of a change that is none: {change}")
        session.stdout.write(f"{kind} {path}\n")
