"""The seam to the engine: `send(Request) -> Response`, plain messages, independent of the transport.

A transport (sockets, requests, the fake engine) is a `Send`. It raises `ConnectionFailed` when the engine cannot
be reached or the connection breaks, `ProtocolError` when a response is not HTTP; it never raises for an HTTP status.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydock_core.engine.protocols import Body, Connection

# Of a body that is held in memory, in bytes: 5 KiB for each of 100,000 containers in a list.
MEMORY_LIMIT = 1 << 29
# Percent-encoding is byte for byte that of Go's `net/url`: docker's requests are Go's.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_PATH = _UNRESERVED | frozenset(b"$&+,/:;=@")


class Request:
    """One exchange to make.

    `path` is what follows the host, escaped, with the API version in it (`/v1.41/containers/json`);
    `query` keeps its order. `body` is bytes, an iterable of bytes (sent chunked) or None. With `hijack`, the transport
    asks for `Upgrade: tcp`, and the response has a `connection`. `timeout_seconds` bounds connecting and the wait for
    the response's headers, None: no bound.
    """

    __slots__ = ("body", "headers", "hijack", "method", "path", "query", "timeout_seconds")

    def __init__(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
        *,
        hijack: bool = False,
        timeout_seconds: float | None = None,
    ) -> None:
        self.method = method
        self.path = path
        self.query = query or []
        self.headers = headers or {}
        self.body = body
        self.hijack = hijack
        self.timeout_seconds = timeout_seconds

    @property
    def target(self) -> str:
        """Path and query, as in the request line."""
        return f"{self.path}?{encode_query(self.query)}" if self.query else self.path


class Response:
    """A response: status, headers (names in lower case), and a body, or a raw connection after a hijack."""

    __slots__ = ("body", "connection", "headers", "reason", "status")

    def __init__(
        self,
        status: int,
        reason: str,
        headers: dict[str, str],
        body: Body,
        connection: Connection | None = None,
    ) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.connection = connection

    def read(self) -> bytes:
        """Returns the whole body; raises ProtocolError for one of more than 512 MiB."""
        pieces = []
        size = 0
        while piece := self.body.read():
            pieces.append(piece)
            size += len(piece)
            if size > MEMORY_LIMIT:
                from pydock_core.errors import ProtocolError

                self.close()
                raise ProtocolError(f"the engine's answer has more than {MEMORY_LIMIT >> 20} MiB")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def pieces(self) -> Iterator[bytes]:
        """Returns an iterator over the body, piece by piece, as it arrives."""
        while piece := self.body.read():
            yield piece

    def close(self) -> None:
        """Closes the connection and the body, read or not."""
        if self.connection is not None:
            self.connection.close()
        self.body.close()


class BytesBody:
    """A body in memory."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes = b"") -> None:
        self._data = data

    def read(self, size: int = 65536) -> bytes:
        """The next bytes, at most `size`; b"" at the end."""
        piece, self._data = self._data[:size], self._data[size:]
        return piece

    def close(self) -> None:
        """Drops the bytes that were not read."""
        self._data = b""


def _escape(text: str, kept: frozenset[int]) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if kept.issuperset(data):
        return text
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in data)


def path_escape(text: str) -> str:
    """Returns `text` escaped for a URL's path; slashes stay, since image names have them (Go's `URL.EscapedPath`)."""
    return _escape(text, _PATH)


def query_escape(text: str) -> str:
    """Returns `text` escaped for a key or value of a query; a space becomes `+` (Go's `url.QueryEscape`)."""
    if " " in text:
        return "+".join(_escape(part, _UNRESERVED) for part in text.split(" "))
    return _escape(text, _UNRESERVED)


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Returns the pairs as a query string in their order, without the question mark."""
    return "&".join([f"{query_escape(key)}={query_escape(value)}" for key, value in pairs])
