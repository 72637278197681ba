"""The socket transport: HTTP/1.1 over any connected stream socket, connections kept alive and used again.

A response's body is read in pieces and holds one read's worth of memory; a cut one is never taken for a whole one. Read
to its end, it releases the connection; closed before that, it closes the connection. What not every command needs is
imported where it is used: `chunked_body`, `chunked_upload`, `hijacked_connection`, `connection_errors`.
"""

from __future__ import annotations

from time import monotonic

from pydock_core.engine.messages import BytesBody, Response
from pydock_core.engine.transport.pooled_connection import (
    HEADER_SECONDS,
    FixedBody,
    PooledConnection,
    UntilCloseBody,
)
from pydock_core.engine.transport.sockets import is_stale
from pydock_core.errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request
    from pydock_core.engine.protocols import Body
    from pydock_core.engine.transport.sockets import StreamSocket
    from pydock_core.errors import EngineError

HEAD_LIMIT = 1 << 20  # bytes
HEADER_LIMIT = 1000  # lines
HEADER_LINE_LIMIT = 1 << 16  # characters
LENGTH_DIGITS = 19  # of the largest integer of 64 bits
INFORMATIONAL_LIMIT = 5  # 1xx answers before the final one, as in Go
_IDEMPOTENT = ("GET", "HEAD", "OPTIONS")


class SocketTransport:
    """A `Send` over connected sockets, which `connect(timeout_seconds)` makes; `host` is for the Host header."""

    __slots__ = ("_connect", "_endpoint", "_host", "idle")

    def __init__(self, endpoint: Endpoint, connect: Callable[[float | None], StreamSocket], host: str) -> None:
        self._endpoint = endpoint
        self._connect = connect
        self._host = host
        self.idle: list[PooledConnection] = []

    def __call__(self, request: Request) -> Response:
        """Makes the exchange; replaces an idle connection that the engine has closed, once, where that is safe."""
        head = request_head(request, self._host)
        connection = None if request.hijack else self._idle_connection()
        if connection is not None:
            try:
                return self._exchange(connection, request, head)
            except OSError as error:
                # Not after a part of a response, nor for a request that must not be made twice.
                if connection.buffer or connection.early or request.method not in _IDEMPOTENT:
                    raise self._no_answer(request, error, connection) from error
        try:
            connection = PooledConnection(self._connect(request.timeout_seconds), self)
        except OSError as error:
            from pydock_core.engine.transport import connection_errors

            raise connection_errors.cannot_connect(self._endpoint, request, error) from error
        try:
            return self._exchange(connection, request, head)
        except OSError as error:
            raise self._no_answer(request, error, connection) from error

    def close(self) -> None:
        """Closes the idle connections."""
        while self.idle:
            self.idle.pop().sock.close()

    __del__ = close  # the connections are out of reach

    def _idle_connection(self) -> PooledConnection | None:
        while self.idle:
            try:
                connection = self.idle.pop()
            except IndexError:  # another thread has taken the last one
                break
            if not is_stale(connection.sock):
                connection.pool = self
                return connection
            connection.sock.close()
        return None

    def _no_answer(self, request: Request, error: OSError, connection: PooledConnection) -> EngineError:
        from pydock_core.engine.transport import connection_errors

        return connection_errors.no_answer(self._endpoint, request, error, connection)

    def _exchange(self, connection: PooledConnection, request: Request, head: bytes) -> Response:
        """Makes one exchange; OSError if the connection breaks before the response's headers are complete.

        The connection is closed on every failure, a signal handler's exception included.
        """
        try:
            return self._send_and_receive(connection, request, head)
        except BaseException:
            connection.sock.close()
            raise

    def _send_and_receive(self, connection: PooledConnection, request: Request, head: bytes) -> Response:
        sock = connection.sock
        sock.settimeout(request.timeout_seconds)
        body = request.body
        try:
            if body is None or isinstance(body, bytes):
                sock.sendall(head + body if body else head)
            else:
                from pydock_core.engine.transport.chunked_upload import send_chunked

                send_chunked(connection, head, body)
        except (BrokenPipeError, ConnectionResetError):
            connection.reusable = False  # there may be a response with the reason
        informational = 0
        while True:
            status, reason, headers = self._response_head(connection, request.timeout_seconds)
            if status >= 200 or (status == 101 and request.hijack):
                break
            informational += 1
            if informational > INFORMATIONAL_LIMIT:
                raise ProtocolError(f"the engine sent more than {INFORMATIONAL_LIMIT} answers with a status of 1xx")
        sock.settimeout(None)
        if request.hijack and status in (101, 200):
            from pydock_core.engine.transport.hijacked_connection import HijackedConnection

            return Response(status, reason, headers, BytesBody(), HijackedConnection(sock, connection.buffer))
        return Response(status, reason, headers, _body(connection, request.method, status, headers))

    def _response_head(
        self, connection: PooledConnection, timeout_seconds: float | None
    ) -> tuple[int, str, dict[str, str]]:
        """Returns the next head; waits for its first byte as long as `timeout_seconds` allows, then for seconds."""
        deadline = 0.0
        recv = connection.sock.recv if connection.early is None else connection.recv
        while True:
            data = connection.buffer
            end = data.find(b"\r\n\r\n")
            if end >= 0:
                connection.buffer = data[end + 4 :]
                if deadline:
                    connection.sock.settimeout(timeout_seconds)
                status, reason, headers = parse_head(data[:end])
                if "close" in headers.get("connection", "").lower() or data.startswith(b"HTTP/1.0"):
                    connection.reusable = False
                return status, reason, headers
            if data and not data.startswith(b"HTTP/1."[: len(data)]):
                from pydock_core.engine.transport import connection_errors

                raise connection_errors.not_http(self._endpoint, data)
            if len(data) > HEAD_LIMIT:
                raise ProtocolError(f"the engine's answer has headers of more than {HEAD_LIMIT} bytes")
            if data:
                deadline = deadline or monotonic() + HEADER_SECONDS
                more = connection.recv_header(deadline)
            else:
                more = recv(65536)
            if not more:
                raise ConnectionResetError("EOF" if not data else "unexpected EOF")
            connection.buffer = data + more


def request_head(request: Request, host: str) -> bytes:
    """Returns request line and headers; raises ProtocolError for a path or value that would be more than one line."""
    target = request.target
    if " " in target or not target.isprintable() or not target.isascii():
        raise ProtocolError(f"invalid request path {request.path!r}")
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {host}"]
    for name, value in request.headers.items():
        if "\n" in value or "\r" in value or "\0" in value:
            raise ProtocolError(f"invalid header field value for {name!r}")
        lines.append(f"{name}: {value}")
    if request.hijack:
        lines.append("Connection: Upgrade")
        lines.append("Upgrade: tcp")
    if request.body is None:
        if request.method in ("POST", "PUT", "PATCH"):
            lines.append("Content-Length: 0")
    elif isinstance(request.body, bytes):
        lines.append(f"Content-Length: {len(request.body)}")
    else:
        lines.append("Transfer-Encoding: chunked")
    lines.append("\r\n")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def parse_head(head: bytes) -> tuple[int, str, dict[str, str]]:
    """Returns status, reason and headers (names in lower case, repeated ones joined by a comma) of a response."""
    lines = head.decode("latin-1").split("\r\n")
    version, _, rest = lines[0].partition(" ")
    code, _, reason = rest.partition(" ")
    is_status = version in ("HTTP/1.1", "HTTP/1.0") and len(code) == 3 and code.isascii() and code.isdigit()
    if not is_status or "\0" in reason or "\n" in reason or "\r" in reason:
        raise ProtocolError(f"malformed HTTP response {lines[0][:80]!r}")
    if len(lines) > HEADER_LIMIT + 1:
        raise ProtocolError(f"the engine's answer has {len(lines) - 1} header lines, more than {HEADER_LIMIT}")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        if len(line) > HEADER_LINE_LIMIT:
            raise ProtocolError(f"the engine's answer has a header line of more than {HEADER_LINE_LIMIT} bytes")
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or ("\0" in line or "\n" in line or "\r" in line):
            raise ProtocolError(f"malformed header in the engine's answer: {line[:80]!r}")
        name = name.lower()
        value = value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return int(code), reason, headers


def _body(connection: PooledConnection, method: str, status: int, headers: dict[str, str]) -> Body:
    """Returns the body that the headers announce; releases the connection at once where there is none."""
    encoding = headers.get("transfer-encoding", "identity").lower()
    length = headers.get("content-length", "")
    if length and not (length.isascii() and length.isdigit() and len(length) <= LENGTH_DIGITS):
        raise ProtocolError(f"bad Content-Length {length[:80]!r} in the engine's answer")
    if method == "HEAD" or status in (204, 304):
        connection.release()
        return BytesBody()
    if encoding == "chunked":
        from pydock_core.engine.transport.chunked_body import ChunkedBody

        return ChunkedBody(connection)
    if encoding != "identity":
        raise ProtocolError(f"unsupported transfer encoding {encoding[:80]!r} in the engine's answer")
    if not length:
        connection.reusable = False
        return UntilCloseBody(connection)
    if int(length) == 0:
        connection.release()
        return BytesBody()
    return FixedBody(connection, int(length))
