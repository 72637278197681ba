"""A connection without a network, from which an input comes."""

from __future__ import annotations

import io


class FakeSocket:
    """A connection from which `data` comes, in pieces of at most `size` bytes, and then the end."""

    def __init__(self, data: bytes, size: int = 1 << 16) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def recv(self, size: int, _flags: int = 0, /) -> bytes:
        return self._data.read(min(size, self._size))

    def makefile(self, mode: str, buffering: int = -1) -> io.BytesIO:
        """Returns the rest as a file, for http.client."""
        return io.BytesIO(self._data.getvalue()[self._data.tell() :])

    def sendall(self, data: bytes, /) -> None: ...
    def shutdown(self, how: int, /) -> None: ...
    def settimeout(self, seconds: float | None, /) -> None: ...
    def gettimeout(self) -> float | None:
        return None

    def fileno(self) -> int:
        return -1

    def close(self) -> None: ...
