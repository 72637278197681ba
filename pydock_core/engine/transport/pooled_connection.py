"""Connections that are kept alive, and the bodies of responses that are read from them."""

from __future__ import annotations

from time import monotonic

from pydock_core.errors import ConnectionFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable
    from typing import Any, Protocol

    from pydock_core.engine.transport.sockets import StreamSocket

    class Pool(Protocol):
        """What keeps idle connections: the transport."""

        idle: list[PooledConnection]


HEADER_SECONDS = 30.0  # for the rest of a header or trailer whose first byte has come
CUT = "the connection to the engine ended in the middle of its answer"


class PooledConnection:
    """A connection, and the bytes that were read from it beyond what was wanted.

    `buffer` has those of the message that is being read, `early` the pieces of a response that came during an upload
    (None without any). `pool` is where it returns to, None while no response is being read; the reference keeps the
    transport alive until the response has been read.
    """

    __slots__ = ("buffer", "early", "pool", "reusable", "sock")

    def __init__(self, sock: StreamSocket, pool: Pool | None = None) -> None:
        self.sock = sock
        self.buffer = b""
        self.early: deque[bytes] | None = None
        self.reusable = True
        self.pool = pool

    def recv(self, size: int) -> bytes:
        """Returns the next bytes that are not in `buffer`, b"" at the end of the connection."""
        if self.early is None:
            return self.sock.recv(size)
        data = self.early.popleft()
        if len(data) > size:
            self.early.appendleft(data[size:])
            data = data[:size]
        if not self.early:
            self.early = None
        return data

    def recv_header(self, deadline: float) -> bytes:
        """Returns the next bytes of a header that has begun; raises ConnectionFailed after `deadline`."""
        left = deadline - monotonic()
        if left > 0:
            self.sock.settimeout(left)
            try:
                return self.recv(65536)
            except TimeoutError:
                pass
        self.sock.close()
        raise ConnectionFailed(
            f"the engine began its answer and did not complete the header within {HEADER_SECONDS:g} seconds"
        )

    def keep(self, data: bytes) -> None:
        """Adds a piece of a response that came during an upload, for `recv`."""
        if self.early is None:
            from collections import deque

            self.early = deque()
        self.early.append(data)

    def release(self) -> None:
        """Returns the connection to the pool after a complete response, or closes it where it can't be used again."""
        pool, self.pool = self.pool, None
        if pool is not None and self.reusable and not self.buffer and self.early is None:
            pool.idle.append(self)
        else:
            self.sock.close()


class ConnectionBody:
    """The base of bodies that are read from a connection; each gives its connection up exactly once."""

    __slots__ = ("connection",)

    def __init__(self, connection: PooledConnection) -> None:
        self.connection: PooledConnection | None = connection

    def finish(self) -> None:
        """Releases the connection after the end of the body."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.release()

    def close(self) -> None:
        """Closes the connection, unless the body was read to its end."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.sock.close()

    __del__ = close  # the rest of the body is out of reach

    def receive(self, connection: PooledConnection, size: int) -> bytes:
        """Returns the next bytes of the connection, b"" at its end; raises ConnectionFailed if it breaks."""
        if connection.buffer:
            data, connection.buffer = connection.buffer[:size], connection.buffer[size:]
            return data
        return self._received(connection.recv, size)

    def receive_trailer(self, connection: PooledConnection, deadline: float) -> bytes:
        """Returns the next bytes behind the last chunk; errors are those of `receive` and `recv_header`."""
        return self._received(connection.recv_header, deadline)

    def _received(self, recv: Callable[[Any], bytes], argument: float) -> bytes:
        try:
            return recv(argument)
        except OSError as error:
            self.close()
            raise ConnectionFailed(f"{CUT}: {error.strerror or error}") from error
        except BaseException:  # raised by a signal handler
            self.close()
            raise


class FixedBody(ConnectionBody):
    """A body of `Content-Length` bytes."""

    __slots__ = ("_left",)

    def __init__(self, connection: PooledConnection, length: int) -> None:
        super().__init__(connection)
        self._left = length

    def read(self, size: int = 65536) -> bytes:
        if self.connection is None:
            return b""
        data = self.receive(self.connection, min(size, self._left))
        self._left -= len(data)
        if not data:
            self.close()
            raise ConnectionFailed(f"{CUT}: {self._left} bytes are missing")
        if not self._left:
            self.finish()
        return data


class UntilCloseBody(ConnectionBody):
    """A body without a length, which ends when the engine closes the connection."""

    __slots__ = ()

    def read(self, size: int = 65536) -> bytes:
        if self.connection is None:
            return b""
        data = self.receive(self.connection, size)
        if not data:
            self.finish()
        return data
