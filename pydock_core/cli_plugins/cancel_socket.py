"""The socket by which docker's client asks its CLI plugins to stop: a plugin's connection ends, and nothing is sent."""

from __future__ import annotations

import os
import socket
import sys
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


class CancelSocket:
    """A listening socket that keeps the connections of plugins, and those of programs that they start, until `cancel`.

    `address` is the value of docker's variable for the plugin: `@NAME` for an abstract socket of Linux, else a path
    in the folder of temporary files; "" if the socket can't be made. The name is random.
    """

    def __init__(self) -> None:
        self.address = ""
        self._path = ""
        self._connections: list[socket.socket] = []
        self._cancelled = False
        self._thread: Thread | None = None
        name = f"docker_cli_{os.urandom(16).hex()}"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if sys.platform == "linux":
                self._listener.bind(f"\0{name}")
                address = f"@{name}"
            else:
                import tempfile

                address = self._path = os.path.join(tempfile.gettempdir(), name)
                self._listener.bind(address)
            self._listener.listen(128)
            self._thread = Thread(target=self._accept, daemon=True)
            self._thread.start()
            self.address = address
        except (OSError, RuntimeError):
            return  # the plugin runs without the socket, as with docker

    def __enter__(self) -> CancelSocket:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        if self._thread is not None and self.address:
            self._thread.join(1.0)
        self._listener.close()
        if self._path:
            try:
                os.unlink(self._path)
            except OSError:
                return

    def cancel(self) -> None:
        """Ends the connections, and accepts no more; may be called by a signal handler, and again."""
        self._cancelled = True
        try:
            self._listener.shutdown(socket.SHUT_RDWR)  # ends the wait of the thread
        except OSError:
            pass
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        try:
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                if self._cancelled:  # `cancel` may not have seen this connection
                    connection.close()
        except OSError:
            return
