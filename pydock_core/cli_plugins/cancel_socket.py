"""The socket by which docker's client asks its CLI plugins to stop: a plugin's connection ends, and nothing is sent."""

from __future__ import annotations

import os
import sys
from _thread import start_new_thread

from pydock_core.engine.transport.listener import Listener, listen_unix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


class CancelSocket:
    """A listening socket that keeps the connections of plugins, and those of programs that they start, until `cancel`.

    `address` is the value of docker's variable for the plugin: `@NAME` for an abstract socket of Linux, else a path
    in the folder of temporary files; "" if the socket can't be made. The name is random.
    """

    __slots__ = ("_connections", "_listener", "_path", "address")

    def __init__(self) -> None:
        self.address = self._path = ""
        self._connections: list[int] = []
        self._listener: Listener | None = None
        name = f"docker_cli_{os.urandom(16).hex()}"
        if sys.platform != "linux":
            self._path = os.path.join(os.environ.get("TMPDIR") or "/tmp", name)  # noqa: S108  a random name
        try:
            self._listener = listen_unix(self._path or f"\0{name}")
            start_new_thread(self._accept, (self._listener,))
        except (OSError, RuntimeError):
            return  # the plugin runs without the socket, as with docker
        self.address = self._path or f"@{name}"

    def __enter__(self) -> CancelSocket:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()
        if self._path:
            try:
                os.unlink(self._path)
            except OSError:
                return

    def cancel(self) -> None:
        """Ends the connections, and accepts no more; may be called by a signal handler, and again."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.end()
        self._close_connections()

    def _accept(self, listener: Listener) -> None:
        """Runs in a thread of its own, until `cancel`."""
        while (connection := listener.accept()) >= 0:
            self._connections.append(connection)
            if self._listener is None:  # `cancel` may not have seen this connection
                self._close_connections()
        listener.close()

    def _close_connections(self) -> None:
        while True:
            try:
                os.close(self._connections.pop())
            except IndexError:
                return
