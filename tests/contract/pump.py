"""A TCP port that forwards connections to a unix socket, with half-close; dockerd also accepts proxied requests."""

from __future__ import annotations

import contextlib
import socket
import threading


class Pump:
    """Forwards `port` of 127.0.0.1 to the unix socket at `path`; `connections` counts the connections."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Closes the port; open connections go on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self.connections += 1
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._path)
                ended = threading.Semaphore(0)
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_copy, args=(source, target, ended), daemon=True).start()
                threading.Thread(target=_close_both, args=(near, far, ended), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket, ended: threading.Semaphore) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
    ended.release()


def _close_both(near: socket.socket, far: socket.socket, ended: threading.Semaphore) -> None:
    ended.acquire()
    ended.acquire()
    near.close()
    far.close()
