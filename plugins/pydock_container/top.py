"""`pydock top`: shows the processes of a container, as the host's `ps` does."""

from __future__ import annotations

from pydock_core.plugin_api import ProtocolError, Session, flags
from pydock_core.toolkit import align, printable_cell

_COLUMN = 20  # docker's columns are at least this wide


class Options:
    words = flags.arguments("CONTAINER [ps OPTIONS]", at_least=1, interspersed=False, complete="running-container")


def command(session: Session, options: Options) -> None:
    name, *arguments = options.words
    found = session.engine.containers.top(name, arguments)
    rows = [found.get("Titles") or [], *(found.get("Processes") or [])]
    if not rows[0] or not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        raise ProtocolError("the engine's list of processes is no table")
    session.stdout.write(align("".join("\t".join(map(printable_cell, row)) + "\n" for row in rows), minimum=_COLUMN))
