"""`pydock system dial-stdio`: connects stdin and stdout to the engine, for the client at the other end of an ssh."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pydock_core.plugin_api import ConnectionFailed, Session
from pydock_core.toolkit import open_raw_connection

if TYPE_CHECKING:
    from pydock_core.plugin_api import Connection, InputStream


class Options:
    """No flags and no arguments."""


def command(session: Session, options: Options) -> None:
    connection = open_raw_connection(session)
    # stdin may never end: the command ends with the connection, as docker's.
    threading.Thread(target=_send_all, args=(session.stdin, connection), daemon=True).start()
    try:
        while data := connection.recv():
            session.stdout.write_bytes(data)
    finally:
        connection.close()


def _send_all(stdin: InputStream, connection: Connection) -> None:
    """Sends stdin to its end, then ends the engine's input."""
    try:
        while data := stdin.read():
            connection.send(data)
    except (ConnectionFailed, OSError):
        return  # the reading side reports a lost connection
    connection.close_write()
