"""A web proxy on 127.0.0.1 that forwards all requests to one target and records them."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_REFUSED = b"HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Proxy:
    """Forwards every connection to `target`, a unix socket or a TCP port of 127.0.0.1. A context manager.

    `asked` lists the first line of each connection, `heads` all header lines; with `refuse` the proxy refuses all.
    """

    def __init__(self, target: str | int, *, refuse: bool = False) -> None:
        self._target = target
        self._refuse = refuse
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.asked: list[str] = []
        self.heads: list[str] = []

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        head = b""
        with near, contextlib.suppress(OSError):
            while b"\r\n\r\n" not in head:
                more = near.recv(65536)
                if not more:
                    return
                head += more
            lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            self.asked.append(lines[0])
            self.heads += lines[1:]
            if self._refuse:
                near.sendall(_REFUSED)
                return
            with self._connected() as far:
                if lines[0].startswith("CONNECT "):
                    near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    far.sendall(head)  # the target, a Go server, accepts absolute URLs in the request line
                back = threading.Thread(target=_copy, args=(far, near), daemon=True)
                back.start()
                _copy(near, far)
                back.join()

    def _connected(self) -> socket.socket:
        if isinstance(self._target, int):
            return socket.create_connection(("127.0.0.1", self._target))
        far = socket.socket(socket.AF_UNIX)
        far.connect(self._target)
        return far


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
