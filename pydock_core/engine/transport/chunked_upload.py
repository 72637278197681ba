"""Sends a body of unknown length in chunks, while the engine may be answering already."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

from pydock_core.engine.transport.sockets import send_some

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.engine.transport.pooled_connection import PooledConnection

_PART = 1 << 16


def send_chunked(connection: PooledConnection, head: bytes, body: Iterable[bytes]) -> None:
    """Sends head and body; OSError if the connection breaks.

    The engine's response is read into the connection's buffer meanwhile: an engine that reports progress as it reads
    would block otherwise, and PyDock with it. A final error status ends the sending early.
    """
    unsent = head
    for piece in body:
        if not piece:
            continue  # an empty chunk would end the body
        _send(connection, unsent + b"%x\r\n" % len(piece))
        view = memoryview(piece)
        for start in range(0, len(view), _PART):
            _send(connection, view[start : start + _PART])
        unsent = b"\r\n"
        if connection.buffer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")):
            connection.reusable = False
            return
    _send(connection, (unsent if unsent is head else b"\r\n") + b"0\r\n\r\n")


def _send(connection: PooledConnection, data: bytes | memoryview) -> None:
    """Sends all of `data`, and reads what arrives in between."""
    if not hasattr(connection.sock, "send"):  # TLS and others, whose readiness the descriptor doesn't tell
        connection.sock.sendall(bytes(data))
        return
    view = memoryview(data)
    while view:
        readable, writable, _ = select.select([connection.sock], [connection.sock], [])
        if readable:
            more = connection.sock.recv(65536)
            if not more:
                raise BrokenPipeError("the engine stopped reading")
            connection.buffer += more
        if writable:
            view = view[send_some(connection.sock, view) :]
