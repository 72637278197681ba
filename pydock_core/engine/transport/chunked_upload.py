"""Sends a body of unknown length in chunks, while the engine may be answering already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.engine.readiness import wait_until_ready
from pydock_core.engine.transport.sockets import send_some
from pydock_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.engine.transport.pooled_connection import PooledConnection

EARLY_LIMIT = 64 << 20  # bytes
_PART = 1 << 16
_REFUSALS = (b"HTTP/1.1 4", b"HTTP/1.1 5")


def send_chunked(connection: PooledConnection, head: bytes, body: Iterable[bytes]) -> None:
    """Sends head and body; OSError if the connection breaks.

    The engine's response is read meanwhile and kept for the connection's `recv`: an engine that reports progress as it
    reads would block otherwise, and PyDock with it. A final error status ends the sending early. Raises ProtocolError
    for a response of more than 64 MiB before the end of the body.
    """
    upload = _Upload(connection)
    unsent = head
    for piece in body:
        if not piece:
            continue  # an empty chunk would end the body
        upload.send(unsent + b"%x\r\n" % len(piece))
        view = memoryview(piece)
        for start in range(0, len(view), _PART):
            upload.send(view[start : start + _PART])
        unsent = b"\r\n"
        if upload.status.startswith(_REFUSALS):
            connection.reusable = False
            return
    upload.send((unsent if unsent is head else b"\r\n") + b"0\r\n\r\n")


class _Upload:
    """Sends data on a connection and reads what arrives in between; `status` is the begin of that."""

    def __init__(self, connection: PooledConnection) -> None:
        self.status = b""
        self._connection = connection
        self._early = 0  # bytes

    def send(self, data: bytes | memoryview) -> None:
        """Sends all of `data`."""
        sock = self._connection.sock
        if not hasattr(sock, "send"):  # the descriptor of a TLS connection does not show whether data is ready
            sock.sendall(bytes(data))
            return
        view = memoryview(data)
        while view:
            readable, writable = wait_until_ready([sock], [sock], None)
            if readable:
                self._read()
            if writable:
                view = view[send_some(sock, view) :]

    def _read(self) -> None:
        more = self._connection.sock.recv(_PART)
        if not more:
            raise BrokenPipeError("the engine stopped reading")
        self._early += len(more)
        if self._early > EARLY_LIMIT:
            raise ProtocolError(
                f"the engine sent more than {EARLY_LIMIT >> 20} MiB of its answer before the upload was complete"
            )
        if len(self.status) < len(_REFUSALS[0]):
            self.status = (self.status + more)[:64]
        self._connection.keep(more)
