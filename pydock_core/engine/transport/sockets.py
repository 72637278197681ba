"""Connected stream sockets; the one module that uses `_socket`, since `socket` costs half a `docker ps` to import."""

from __future__ import annotations

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
_SURELY_FITS = 2048  # a writable socket takes so much without waiting


def connect_unix(path: str, timeout_seconds: float | None = None) -> _socket.socket:
    """Returns a socket connected to the unix socket at `path`; raises OSError as `connect(2)` has it."""
    return _connected(_socket.AF_UNIX, path, timeout_seconds)


def connect_tcp(host: str, port: int, timeout_seconds: float | None = None) -> _socket.socket:
    """Returns a socket connected to the first address of `host` that answers; raises the OSError of the last one."""
    failure: OSError | None = None
    try:
        found = _socket.getaddrinfo(host, port, 0, _socket.SOCK_STREAM)
    except UnicodeError as error:  # no name that could be looked up
        raise _socket.gaierror(_socket.EAI_NONAME, str(error)) from error
    for family, _kind, _protocol, _name, address in found:
        try:
            connected = _connected(family, address, timeout_seconds)
        except OSError as error:
            failure = error
            continue
        connected.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        return connected
    raise failure or OSError(f"{host} has no address")


def _connected(family: int, address: object, timeout_seconds: float | None) -> _socket.socket:
    sock = _socket.socket(family, _socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_seconds)
        sock.connect(address)  # type: ignore[arg-type]  # a path or the tuple that getaddrinfo made
    except BaseException:
        sock.close()
        raise
    return sock


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
        import select

        if not select.select([], [sock], [], 0)[1]:
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
