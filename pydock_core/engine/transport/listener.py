"""A listening unix socket, made without the module `socket`."""

from __future__ import annotations

from pydock_core.engine.transport.sockets import new_unix_socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket

_SHUT_BOTH = 2
_WAITING = 128  # connections that are not accepted yet


class Listener:
    """A listening socket; `accept` runs in a thread, and `end` in any other."""

    __slots__ = ("_socket",)

    def __init__(self, listening: socket) -> None:
        self._socket = listening

    def accept(self) -> int:
        """Returns the descriptor of the next connection; -1 after `end`, and after any failure."""
        try:
            return self._socket._accept()[0]  # type: ignore[attr-defined, no-any-return]  # typeshed has it in `_socket`
        except OSError:
            return -1

    def end(self) -> None:
        """Ends the wait in `accept`, and accepts no more."""
        try:
            self._socket.shutdown(_SHUT_BOTH)
        except OSError:
            self._socket.close()

    def close(self) -> None:
        """Closes the socket."""
        self._socket.close()


def listen_unix(path: str) -> Listener:
    """Returns a socket that listens on a new unix socket, an abstract one if `path` begins with NUL; raises OSError."""
    listening = new_unix_socket()
    try:
        listening.bind(path)
        listening.listen(_WAITING)
    except OSError:
        listening.close()
        raise
    return Listener(listening)
