"""A listening socket whose connections are served in threads, for servers that answer with exact bytes."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Acceptor:
    """Calls `talk(connection, number)` for each connection to `listener`, in a thread of its own.

    `number` counts the connections, from 0. An OSError in `talk` ends the connection.
    """

    def __init__(self, listener: socket.socket, talk: Callable[[socket.socket, int], None]) -> None:
        self._listener = listener
        self._talk = talk
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Closes the listening socket; open connections go on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            for number in itertools.count():
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, contextlib.suppress(OSError):
            self._talk(connection, number)
