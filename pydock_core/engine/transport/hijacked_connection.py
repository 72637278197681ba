"""A hijacked connection over a socket."""

from __future__ import annotations

from pydock_core.engine.transport.sockets import SHUT_WR, keep_alive, send_some
from pydock_core.errors import ConnectionFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.transport.sockets import StreamSocket


class HijackedConnection:
    """A `Connection`: the socket, and the bytes that came with the headers, which `recv` returns first."""

    __slots__ = ("_buffer", "_sock")

    def __init__(self, sock: StreamSocket, buffer: bytes) -> None:
        keep_alive(sock)
        self._sock = sock
        self._buffer = buffer

    def fileno(self) -> int:
        return self._sock.fileno()

    @property
    def pending(self) -> bool:
        """Whether bytes are buffered: those that came with the headers, or those that TLS has decrypted."""
        decrypted = getattr(self._sock, "pending", None)
        return bool(self._buffer) or (decrypted is not None and decrypted() > 0)

    def recv(self, size: int = 65536) -> bytes:
        if self._buffer:
            data, self._buffer = self._buffer[:size], self._buffer[size:]
            return data
        try:
            return self._sock.recv(size)
        except OSError as error:
            raise ConnectionFailed(f"the connection to the engine was lost: {error.strerror or error}") from error

    def send(self, data: bytes) -> None:
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise ConnectionFailed(f"the connection to the engine was lost: {error.strerror or error}") from error

    def send_some(self, data: bytes) -> int:
        try:
            return send_some(self._sock, data)
        except OSError as error:
            raise ConnectionFailed(f"the connection to the engine was lost: {error.strerror or error}") from error

    def close_write(self) -> None:
        """Half-closes; a connection that is lost is ignored, since the next `recv` reports it."""
        try:
            self._sock.shutdown(SHUT_WR)
        except OSError:
            return

    def close(self) -> None:
        self._sock.close()
