"""A proxy of a registry that stops after a number of bytes, so that a pull never ends."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


class SlowRegistry:
    """Forwards requests to the registry at `address` (host and port), and at most `most_bytes` back per connection.

    `stuck` is set once a connection has reached the limit.
    """

    def __init__(self, address: str, *, most_bytes: int) -> None:
        host, _, port = address.partition(":")
        self._target = (host, int(port))
        self._most_bytes = most_bytes
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.stuck = threading.Event()

    def __enter__(self) -> SlowRegistry:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for one in (self._listener, *self._open):
            _shut(one)
        for thread in self._threads:
            thread.join(5)
        for one in (self._listener, *self._open):
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            registry = socket.create_connection(self._target)
            self._open += [client, registry]
            for source, destination, most_bytes in ((client, registry, None), (registry, client, self._most_bytes)):
                thread = threading.Thread(target=self._pass, args=(source, destination, most_bytes), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass(self, source: socket.socket, destination: socket.socket, most_bytes: int | None) -> None:
        passed = 0
        try:
            while data := source.recv(65536):
                passed += len(data)
                if most_bytes is None or passed <= most_bytes:
                    destination.sendall(data)
                else:
                    self.stuck.set()
        except OSError:
            pass  # one side is closed
        _shut(destination)


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # already closed
