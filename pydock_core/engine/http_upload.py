"""Sending a body of unknown length in chunks, while the engine may be answering already."""

from __future__ import annotations

from pydock_core.engine.sockets import send_some

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.engine.http import Wire

_PART = 1 << 16


def send_chunked(wire: Wire, head: bytes, body: Iterable[bytes]) -> None:
    """Sends head and body. What the engine answers meanwhile is kept in the wire's buffer: an engine that reports
    progress as it reads would block otherwise, and PyDock with it. A final error status ends the sending early."""
    unsent = head
    for piece in body:
        if not piece:
            continue  # an empty chunk would end the body
        _send(wire, unsent + b"%x\r\n" % len(piece))
        view = memoryview(piece)
        for start in range(0, len(view), _PART):
            _send(wire, view[start : start + _PART])
        unsent = b"\r\n"
        if wire.buffer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")):
            wire.reusable = False
            return
    _send(wire, (unsent if unsent is head else b"\r\n") + b"0\r\n\r\n")


def _send(wire: Wire, data: bytes | memoryview) -> None:
    """Sends all of `data`, reading whatever arrives in between."""
    if not hasattr(wire.sock, "send"):  # TLS and others, whose readiness the descriptor doesn't tell
        wire.sock.sendall(bytes(data))
        return
    import select

    view = memoryview(data)
    while view:
        readable, writable, _ = select.select([wire.sock], [wire.sock], [])
        if readable:
            more = wire.sock.recv(65536)
            if not more:
                raise BrokenPipeError("the engine stopped reading")
            wire.buffer += more
        if writable:
            view = view[send_some(wire.sock, view) :]
