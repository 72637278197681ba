"""The chunked body of a response; a module of its own, since short responses have none."""

from __future__ import annotations

from time import monotonic

from pydock_core.engine.transport.pooled_connection import CUT, HEADER_SECONDS, ConnectionBody
from pydock_core.errors import ConnectionFailed, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.transport.pooled_connection import PooledConnection

_READ_SIZE = 1 << 16
_LENGTH_LINE = 1024  # bytes
TRAILER_LIMIT = 1000  # lines
_LARGE = 4096  # bytes; from this size on, a view is quicker than a second copy

# Until one block of that size has been freed, the C library takes the memory for each read fresh from the kernel and
# gives it back at once, which costs more than the reading.
bytes(1 << 20)


class ChunkedBody(ConnectionBody):
    """A chunked body. One read returns all the chunks that have arrived, joined: logs come in a chunk a line."""

    __slots__ = ("_ended", "_left", "_ready")

    def __init__(self, connection: PooledConnection) -> None:
        super().__init__(connection)
        self._ready = b""
        self._left = 0  # bytes missing of the current chunk and its line end; 0 between chunks
        self._ended = False

    def read(self, size: int = 65536) -> bytes:
        while not self._ready:
            connection = self.connection
            if connection is None:
                return b""
            kept, connection.buffer = connection.buffer, b""
            if kept:
                self._ready = self._decode(connection, kept)
                if self._ready or self.connection is None:
                    continue
                kept, connection.buffer = connection.buffer, b""
            more = self.receive(connection, _READ_SIZE)
            if not more:
                self.close()
                raise ConnectionFailed(CUT)
            self._ready = self._decode(connection, kept + more if kept else more)
        data = self._ready
        if len(data) <= size:
            self._ready = b""
            return data
        self._ready = data[size:]
        return data[:size]

    def _decode(self, connection: PooledConnection, raw: bytes) -> bytes:
        """Returns the payload in `raw`; the rest goes back to the connection's buffer."""
        position = 0
        total = len(raw)
        pieces: list[bytes | memoryview] = []
        left = self._left
        while True:
            if left > 2:
                piece = (raw if left < _LARGE else memoryview(raw))[position : position + left - 2]
                pieces.append(piece)
                position += len(piece)
                left -= len(piece)
                if left > 2:
                    break
            if left:
                if total - position < 2:
                    break
                if raw[position : position + 2] != b"\r\n":
                    raise self._malformed("a chunk is longer than it says")
                position += 2
                left = 0
            if self._ended or position == total:
                break
            end = raw.find(b"\r\n", position)
            # The same limit for a line that is here and for one whose last byte may be its carriage return.
            if (end - 1 if end >= 0 else total - 2) - position >= _LENGTH_LINE:
                raise self._malformed("a chunk without a length")
            if end < 0:
                break
            line = raw[position:end]
            if not line.isalnum():
                line = line.partition(b";")[0].strip()
            try:
                # `0x2` is a number for `int` alone.
                is_number = line.isalnum() and len(line) <= 16 and line[1:2] not in (b"x", b"X")
                length = int(line, 16) if is_number else -1
            except ValueError:
                length = -1
            if length < 0:
                raise self._malformed(f"invalid byte in chunk length {line[:32]!r}")
            position = end + 2
            if length:
                left = length + 2
            else:
                self._ended = True
        self._left = left
        connection.buffer = raw[position:]
        if self._ended:
            self._end(connection)
        return b"".join(pieces)

    def _end(self, connection: PooledConnection) -> None:
        """Skips the trailer behind the last chunk: header lines, then an empty line."""
        lines = 0
        deadline = monotonic() + HEADER_SECONDS
        while True:
            end = connection.buffer.find(b"\r\n")
            if end < 0:
                more = b""
                if len(connection.buffer) < 65536:
                    kept, connection.buffer = connection.buffer, b""
                    more = self.receive_trailer(connection, deadline)
                    connection.buffer = kept + more
                if not more:
                    self.close()
                    raise ConnectionFailed(CUT)
                continue
            connection.buffer = connection.buffer[end + 2 :]
            lines += 1
            if lines > TRAILER_LIMIT:
                raise self._malformed(f"more than {TRAILER_LIMIT} lines after the last chunk")
            if end == 0:
                self.finish()
                return

    def _malformed(self, what: str) -> ProtocolError:
        self.close()
        return ProtocolError(f"malformed chunked answer from the engine: {what}")
