"""Connected stream sockets; the one module that uses `_socket`, since `socket` costs half a `docker ps` to import."""

from __future__ import annotations

from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket as _socket
    from typing import Protocol

    class StreamSocket(Protocol):
        """What a transport needs of a connection: a socket, a TLS socket, or a connection of a plugin's transport."""

        def recv(self, size: int, /) -> bytes: ...
        def sendall(self, data: bytes, /) -> None: ...
        def shutdown(self, how: int, /) -> None: ...
        def settimeout(self, seconds: float | None, /) -> None: ...
        def fileno(self) -> int: ...
        def close(self) -> None: ...
else:
    try:
        import _socket
    except ImportError:
        import socket as _socket

SHUT_WR = _socket.SHUT_WR
CONNECT_SECONDS = 10.0  # docker's
_LEAST_SECONDS = 2.0  # for each address of a host, as in Go
_RETRY_SECONDS = 0.01
_SURELY_FITS = 2048  # a writable socket takes so much without waiting


def new_unix_socket() -> _socket.socket:
    """Returns a stream socket of the unix family, neither bound nor connected."""
    return _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)


def connect_unix(path: str, timeout_seconds: float = CONNECT_SECONDS) -> _socket.socket:
    """Returns a socket connected to the unix socket at `path`.

    Raises OSError as connect(2), TimeoutError if the engine does not accept the connection in time.
    """
    return _connected(_socket.AF_UNIX, path, timeout_seconds)


def connect_tcp(host: str, port: int, timeout_seconds: float = CONNECT_SECONDS) -> _socket.socket:
    """Returns a socket connected to the first address of `host` that answers; raises the OSError of the last one.

    As in Go, the addresses share `timeout_seconds`, with two seconds for each at least.
    """
    failure: OSError | None = None
    try:
        found = _socket.getaddrinfo(host, port, 0, _socket.SOCK_STREAM)
    except UnicodeError as error:  # no name that could be looked up
        raise _socket.gaierror(_socket.EAI_NONAME, str(error)) from error
    deadline = monotonic() + timeout_seconds
    for tried, (family, _kind, _protocol, _name, address) in enumerate(found):
        left = deadline - monotonic()
        if left <= 0:
            break
        try:
            connected = _connected(family, address, min(left, max(left / (len(found) - tried), _LEAST_SECONDS)))
        except OSError as error:
            failure = error
            continue
        connected.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        return connected
    raise failure or OSError(f"{host} has no address")


def _connected(family: int, address: object, timeout_seconds: float) -> _socket.socket:
    sock = _socket.socket(family, _socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_seconds)
        try:
            sock.connect(address)  # type: ignore[arg-type]  # a path or the tuple that getaddrinfo made
        except BlockingIOError:
            _connect_later(sock, address, monotonic() + timeout_seconds)
    except BaseException:
        sock.close()
        raise
    return sock


def _connect_later(sock: _socket.socket, address: object, deadline: float) -> None:
    """Connects to a unix socket whose queue is full, for which the kernel does not wait if there is a timeout."""
    from time import sleep

    while monotonic() < deadline:
        sleep(_RETRY_SECONDS)
        try:
            sock.connect(address)  # type: ignore[arg-type]  # as above
        except BlockingIOError:
            continue
        return
    raise TimeoutError("the engine does not accept the connection")


def keep_alive(sock: object, seconds: int = 30) -> None:
    """Has the kernel probe an idle TCP connection every `seconds`; nothing happens to other kinds of sockets."""
    family = getattr(sock, "family", None)
    if family not in (_socket.AF_INET, _socket.AF_INET6):
        return
    sock.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)  # type: ignore[attr-defined]
    for option in ("TCP_KEEPIDLE", "TCP_KEEPALIVE", "TCP_KEEPINTVL"):
        if hasattr(_socket, option):
            sock.setsockopt(_socket.IPPROTO_TCP, getattr(_socket, option), seconds)  # type: ignore[attr-defined]


def send_some(sock: StreamSocket, data: bytes | memoryview) -> int:
    """Sends what fits without waiting and returns its length; TLS and ssh connections have a method for this."""
    own = getattr(sock, "send_some", None)
    try:
        if own is not None:
            return own(data)  # type: ignore[no-any-return]
        return sock.send(data, _socket.MSG_DONTWAIT)  # type: ignore[attr-defined, no-any-return]
    except BlockingIOError:
        return 0
    except (AttributeError, TypeError):  # a plugin's connection, which can only send all
        from pydock_core.engine.readiness import wait_until_ready

        if not wait_until_ready([], [sock], 0)[1]:
            return 0
        piece = bytes(data[:_SURELY_FITS])
        sock.sendall(piece)
        return len(piece)


def is_stale(sock: object) -> bool:
    """Tells whether an idle connection was closed by the engine, or has bytes that belong to no response."""
    try:
        sock.recv(1, _socket.MSG_PEEK | _socket.MSG_DONTWAIT)  # type: ignore[attr-defined]
    except BlockingIOError:
        return False
    except (TypeError, ValueError):  # a TLS socket, or a plugin's: they take no flags
        import select

        waiting = select.poll()
        waiting.register(sock.fileno(), select.POLLIN)  # type: ignore[attr-defined]
        return bool(waiting.poll(0))
    except OSError:
        return True
    return True
