"""Bodies of answers as they come off a connection: of a known length, or until it ends (`http_chunked` has the third).

All of them read in pieces, hold one read's worth of memory, and never take a cut body for a whole one.
"""

from __future__ import annotations

from pydock_core.errors import ConnectionFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.http import Wire

CUT = "the connection to the engine ended in the middle of its answer"


class WireBody:
    """What the bodies have in common: the connection, given up exactly once."""

    __slots__ = ("wire",)

    def __init__(self, wire: Wire) -> None:
        self.wire: Wire | None = wire

    def finish(self) -> None:
        """Gives the connection back, the body having been read to its end."""
        if self.wire is not None:
            wire, self.wire = self.wire, None
            wire.done()

    def close(self) -> None:
        """Closes the connection, unless the body was read to its end."""
        if self.wire is not None:
            wire, self.wire = self.wire, None
            wire.sock.close()

    __del__ = close  # nobody can read the rest any more

    def receive(self, wire: Wire, size: int) -> bytes:
        """The next bytes of the connection, b"" at its end; ConnectionFailed when it breaks."""
        if wire.buffer:
            data, wire.buffer = wire.buffer[:size], wire.buffer[size:]
            return data
        try:
            return wire.sock.recv(size)
        except OSError as error:
            self.close()
            raise ConnectionFailed(f"{CUT}: {error.strerror or error}") from error
        except BaseException:  # a signal's
            self.close()
            raise


class Fixed(WireBody):
    """A body of `Content-Length` bytes."""

    __slots__ = ("_left",)

    def __init__(self, wire: Wire, length: int) -> None:
        super().__init__(wire)
        self._left = length

    def read(self, size: int = 65536) -> bytes:
        if self.wire is None:
            return b""
        data = self.receive(self.wire, min(size, self._left))
        self._left -= len(data)
        if not data:
            self.close()
            raise ConnectionFailed(f"{CUT}: {self._left} bytes are missing")
        if not self._left:
            self.finish()
        return data


class UntilClose(WireBody):
    """A body without a length, from an engine that says it by closing the connection."""

    __slots__ = ()

    def read(self, size: int = 65536) -> bytes:
        if self.wire is None:
            return b""
        data = self.receive(self.wire, size)
        if not data:
            self.finish()
        return data
