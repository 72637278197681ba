"""Records exchanges: keeps the bytes of a response as the command reads them, and writes a line at its end."""

from __future__ import annotations

import json
from base64 import b64encode

from pydock_core.plugin_api import PyDockError, Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.plugin_api import Request


def recorded(file: str, request: Request, response: Response) -> Response:
    """Returns the same response; its line is written to `file` once it has been read or closed."""
    entry: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "status": response.status,
        "reason": response.reason,
        "headers": response.headers,
        "hijacked": response.connection is not None,
    }
    data = bytearray()

    def write() -> None:
        try:
            text = {"text": data.decode()}
        except UnicodeDecodeError:
            text = {"base64": b64encode(data).decode()}
        try:
            with open(file, "a", encoding="utf-8") as recording:
                recording.write(json.dumps({**entry, **text}) + "\n")
        except OSError as error:
            raise PyDockError(f"cannot record to {file}: {error.strerror}") from error

    connection = response.connection
    if connection is None:
        body = Tee(response.body, data, write)
        return Response(response.status, response.reason, response.headers, body)
    tee: Any = Tee(connection, data, write)
    return Response(response.status, response.reason, response.headers, response.body, tee)


class Tee:
    """A body or a connection that keeps the bytes read from it; it calls `write` once, at its end."""

    def __init__(self, inner: Any, data: bytearray, write: Callable[[], None]) -> None:
        self._inner = inner
        self._data = data
        self._write: Callable[[], None] | None = write

    def read(self, size: int = 65536) -> bytes:
        """Returns the next bytes of a body."""
        return self._kept(self._inner.read(size))

    def recv(self, size: int = 65536) -> bytes:
        """Returns the next bytes from a connection."""
        return self._kept(self._inner.recv(size))

    def close(self) -> None:
        """Ends the recording and the exchange."""
        self._inner.close()
        self._end()

    def _kept(self, data: bytes) -> bytes:
        self._data += data
        if not data:
            self._end()
        return data

    def _end(self) -> None:
        write, self._write = self._write, None
        if write is not None:
            write()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
