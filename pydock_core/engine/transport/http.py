"""The socket transport: HTTP/1.1 over any connected stream socket, connections kept alive and used again.

A response's body is read in pieces and holds one read's worth of memory; a cut one is never taken for a whole one. Read
to its end, it gives the connection back; closed before that, it closes the connection. What is rarer lives beside it:
chunked bodies, uploads and hijacked connections in `http_chunked`, `http_upload` and `http_hijack`, words for failures
in `failures`.
"""

from __future__ import annotations

from pydock_core.engine.messages import BytesBody, Response
from pydock_core.engine.transport.sockets import is_stale
from pydock_core.errors import ConnectionFailed, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request
    from pydock_core.engine.protocols import Body
    from pydock_core.engine.transport.sockets import StreamSocket
    from pydock_core.errors import EngineError

HEAD_LIMIT = 1 << 20
CUT = "the connection to the engine ended in the middle of its answer"
_IDEMPOTENT = ("GET", "HEAD", "OPTIONS")


class PooledConnection:
    """A connection and the bytes that were read from it beyond what was asked for."""

    __slots__ = ("buffer", "reusable", "sock", "transport")

    def __init__(self, sock: StreamSocket, transport: SocketTransport | None = None) -> None:
        self.sock = sock
        self.buffer = b""
        self.reusable = True
        self.transport = transport  # only while an answer is being read

    def done(self) -> None:
        """The answer has been read to its end: back to the pool, or closed where it can't be used again."""
        transport, self.transport = self.transport, None
        if transport is not None and self.reusable and not self.buffer:
            transport.idle.append(self)
        else:
            self.sock.close()


class SocketTransport:
    """A `Send` over sockets that `connect(timeout_seconds)` makes; `host` is what the Host header says."""

    __slots__ = ("_connect", "_endpoint", "_host", "idle")

    def __init__(self, endpoint: Endpoint, connect: Callable[[float | None], StreamSocket], host: str) -> None:
        self._endpoint = endpoint
        self._connect = connect
        self._host = host
        self.idle: list[PooledConnection] = []

    def __call__(self, request: Request) -> Response:
        """Makes the exchange; a kept connection that turns out to be closed is replaced once where that is safe."""
        head = request_head(request, self._host)
        connection = None if request.hijack else self._idle_connection()
        if connection is not None:
            try:
                return self._exchange(connection, request, head)
            except OSError as error:
                # Only if nothing of an answer came, and asking twice does no harm.
                if connection.buffer or request.method not in _IDEMPOTENT:
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

    __del__ = close  # nobody can use them any more

    def _idle_connection(self) -> PooledConnection | None:
        while self.idle:
            connection = self.idle.pop()
            if not is_stale(connection.sock):
                connection.transport = self
                return connection
            connection.sock.close()
        return None

    def _no_answer(self, request: Request, error: OSError, connection: PooledConnection) -> EngineError:
        from pydock_core.engine.transport import connection_errors

        return connection_errors.no_answer(self._endpoint, request, error, connection)

    def _exchange(self, connection: PooledConnection, request: Request, head: bytes) -> Response:
        """One exchange; OSError when the connection breaks before the answer's headers are complete.

        The connection is closed on every failure, a signal's exception too.
        """
        try:
            return self._ask(connection, request, head)
        except BaseException:
            connection.sock.close()
            raise

    def _ask(self, connection: PooledConnection, request: Request, head: bytes) -> Response:
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
            connection.reusable = False  # it may have answered, with the reason, before it closed
        while True:
            status, reason, headers = self._answer_head(connection)
            if status >= 200 or (status == 101 and request.hijack):
                break
        sock.settimeout(None)
        if request.hijack and status in (101, 200):
            from pydock_core.engine.transport.hijacked_connection import HijackedConnection

            return Response(status, reason, headers, BytesBody(), HijackedConnection(sock, connection.buffer))
        return Response(status, reason, headers, _body(connection, request.method, status, headers))

    def _answer_head(self, connection: PooledConnection) -> tuple[int, str, dict[str, str]]:
        recv = connection.sock.recv
        while True:
            data = connection.buffer
            end = data.find(b"\r\n\r\n")
            if end >= 0:
                connection.buffer = data[end + 4 :]
                status, reason, headers = parse_head(data[:end])
                if "close" in headers.get("connection", "").lower() or data.startswith(b"HTTP/1.0"):
                    connection.reusable = False
                return status, reason, headers
            if data and not data.startswith(b"HTTP/1."[: len(data)]):
                from pydock_core.engine.transport import connection_errors

                raise connection_errors.no_http(self._endpoint, data)
            if len(data) > HEAD_LIMIT:
                raise ProtocolError(f"the engine's answer has headers of more than {HEAD_LIMIT} bytes")
            more = recv(65536)
            if not more:
                raise ConnectionResetError("EOF" if not data else "unexpected EOF")
            connection.buffer = data + more


def request_head(request: Request, host: str) -> bytes:
    """Request line and headers; ProtocolError for a header or path that would be more than one."""
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
    """Status, reason and headers (names in lower case, repeated ones joined by a comma) of an answer."""
    lines = head.decode("latin-1").split("\r\n")
    version, _, rest = lines[0].partition(" ")
    code, _, reason = rest.partition(" ")
    if version not in ("HTTP/1.1", "HTTP/1.0") or len(code) != 3 or not (code.isascii() and code.isdigit()):
        raise ProtocolError(f"malformed HTTP response {lines[0][:80]!r}")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise ProtocolError(f"malformed header in the engine's answer: {line[:80]!r}")
        name = name.lower()
        value = value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return int(code), reason, headers


def _body(connection: PooledConnection, method: str, status: int, headers: dict[str, str]) -> Body:
    """The body that the headers announce; an answer without one gives the connection back at once."""
    encoding = headers.get("transfer-encoding", "identity").lower()
    length = headers.get("content-length", "")
    if length and not (length.isascii() and length.isdigit()):
        raise ProtocolError(f"bad Content-Length {length[:80]!r} in the engine's answer")
    if method == "HEAD" or status in (204, 304):
        connection.done()
        return BytesBody()
    if encoding == "chunked":
        from pydock_core.engine.transport.chunked_body import Chunked

        return Chunked(connection)
    if encoding != "identity":
        raise ProtocolError(f"unsupported transfer encoding {encoding[:80]!r} in the engine's answer")
    if not length:
        connection.reusable = False
        return UntilClose(connection)
    if int(length) == 0:
        connection.done()
        return BytesBody()
    return Fixed(connection, int(length))


class ConnectionBody:
    """What the bodies have in common: the connection, given up exactly once."""

    __slots__ = ("connection",)

    def __init__(self, connection: PooledConnection) -> None:
        self.connection: PooledConnection | None = connection

    def finish(self) -> None:
        """Gives the connection back, the body having been read to its end."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.done()

    def close(self) -> None:
        """Closes the connection, unless the body was read to its end."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.sock.close()

    __del__ = close  # nobody can read the rest any more

    def receive(self, connection: PooledConnection, size: int) -> bytes:
        """The next bytes of the connection, b"" at its end; ConnectionFailed when it breaks."""
        if connection.buffer:
            data, connection.buffer = connection.buffer[:size], connection.buffer[size:]
            return data
        try:
            return connection.sock.recv(size)
        except OSError as error:
            self.close()
            raise ConnectionFailed(f"{CUT}: {error.strerror or error}") from error
        except BaseException:  # a signal's
            self.close()
            raise


class Fixed(ConnectionBody):
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


class UntilClose(ConnectionBody):
    """A body without a length, from an engine that says it by closing the connection."""

    __slots__ = ()

    def read(self, size: int = 65536) -> bytes:
        if self.connection is None:
            return b""
        data = self.receive(self.connection, size)
        if not data:
            self.finish()
        return data
