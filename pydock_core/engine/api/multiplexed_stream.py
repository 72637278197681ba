"""Demultiplexes the attach and log streams of containers without a terminal, which carry stdout and stderr in frames.

A frame is one byte for the stream (0 stdin, 1 stdout, 2 stderr, 3 the engine's error), three zero bytes, the length in
four bytes, big-endian, and so many bytes. Long frames pass through in pieces: no buffer has the length of a frame.
"""

from __future__ import annotations

from pydock_core.errors import APIError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

READ_SIZE = 1 << 18
_STDIN, _STDOUT, _STDERR, _SYSTEM = range(4)
_ERROR_LIMIT = 1 << 16


class Demultiplexer:
    """Writes a multiplexed stream, which comes in pieces of any size, to `stdout` and `stderr`.

    Each `feed` calls one of them at most once between two changes of stream.
    """

    __slots__ = ("_left", "_message", "_partial", "_stderr", "_stdout", "_stream")

    def __init__(self, stdout: Callable[[bytes], object], stderr: Callable[[bytes], object]) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._partial = b""  # of a frame's header
        self._left = 0  # of the frame that was begun
        self._stream = _STDOUT
        self._message = b""  # an error of the engine itself

    def feed(self, data: bytes) -> None:
        """Writes the next piece of the stream; output keeps its order, across both streams too.

        Raises ProtocolError for an impossible frame and APIError for an error of the engine, once the output before it
        is written.
        """
        if self._partial:
            data = self._partial + data
            self._partial = b""
        position = 0
        total = len(data)
        left = self._left
        stream = self._stream
        pieces: list[bytes] = []
        try:
            while True:
                if left:
                    end = position + left
                    if end > total:
                        end = total
                    pieces.append(data[position:end])
                    left -= end - position
                    position = end
                    if left:
                        break
                if stream == _SYSTEM:
                    self._flush(stream, pieces)
                    raise APIError(
                        f"error from daemon in stream: {self._message.decode('utf-8', 'replace').strip()}", status=500
                    )
                if total - position < 8:
                    self._partial = data[position:]
                    break
                kind = data[position]
                if kind > _SYSTEM or data[position + 1 : position + 4] != b"\0\0\0":
                    raise ProtocolError(
                        f"the engine's stream is out of order: {data[position : position + 8]!r} is no frame header "
                        f"(unrecognized stream: {kind})"
                    )
                if kind != stream:
                    self._flush(stream, pieces)
                    pieces = []
                    stream = kind
                left = int.from_bytes(data[position + 4 : position + 8], "big")
                position += 8
        finally:
            self._left = left
            self._stream = stream
            if pieces:
                self._flush(stream, pieces)

    def close(self) -> None:
        """Ends the stream; raises ProtocolError if it ended inside a frame."""
        if self._left or self._partial:
            what = f"{self._left} bytes of a frame are missing" if self._left else "a frame's header is cut"
            raise ProtocolError(f"the engine's stream ended early: {what}")

    def _flush(self, stream: int, pieces: list[bytes]) -> None:
        if not pieces:
            return
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        if not data:
            return
        if stream == _STDERR:
            self._stderr(data)
        elif stream == _SYSTEM:
            self._message = (self._message + data)[:_ERROR_LIMIT]
        else:
            self._stdout(data)


def demultiplex(
    read: Callable[[int], bytes], stdout: Callable[[bytes], object], stderr: Callable[[bytes], object]
) -> None:
    """Writes the whole multiplexed stream that `read(size)` returns, until b"", to `stdout` and `stderr`.

    Raises what `Demultiplexer` raises.
    """
    demultiplexer = Demultiplexer(stdout, stderr)
    while data := read(READ_SIZE):
        demultiplexer.feed(data)
    demultiplexer.close()
