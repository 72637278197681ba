"""A TCP port that forwards connections to a unix socket, with half-close; dockerd also accepts proxied requests."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.engines.acceptor import Acceptor


class Pump:
    """Forwards `port` of 127.0.0.1 to the unix socket at `path`; `connections` counts the connections."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.connections = 0
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        self._acceptor = Acceptor(listener, self._forward)

    def close(self) -> None:
        """Closes the port; open connections go on."""
        self._acceptor.close()

    def _forward(self, near: socket.socket, number: int) -> None:
        self.connections = max(self.connections, number + 1)
        with socket.socket(socket.AF_UNIX) as far:
            far.connect(self._path)
            sent = threading.Thread(target=_copy, args=(near, far), daemon=True)
            sent.start()
            _copy(far, near)
            sent.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
