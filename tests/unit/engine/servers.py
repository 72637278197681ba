"""Small engines that answer with exactly these bytes, right or wrong."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.transport.schemes import open_transport
from tests.engines.acceptor import Acceptor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Conversation = Callable[[socket.socket], None]


class Server:
    """Listens on a unix socket; each connection gets the next of `conversations`, the last one again and again."""

    def __init__(self, folder: Path, *conversations: Conversation) -> None:
        self.path = str(folder / "engine.sock")
        self.connections = 0
        self._conversations = conversations
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path)
        listener.listen()
        self.close = Acceptor(listener, self._talk).close

    def _talk(self, connection: socket.socket, number: int) -> None:
        self.connections = max(self.connections, number + 1)
        self._conversations[min(number, len(self._conversations) - 1)](connection)

    def endpoint(self) -> Endpoint:
        return Endpoint("unix", self.path, url=f"unix://{self.path}")

    def send(self) -> Any:
        return open_transport(self.endpoint(), environ={})

    def client(self, **more: Any) -> Client:
        return Client(
            lambda: Channel(self.endpoint(), self.send()), user_agent="test", **{"api_version": "1.41", **more}
        )


def request_head(connection: socket.socket) -> bytes:
    """The bytes up to and with the empty line of a request, b"" if there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    return data


def answering(*answers: bytes) -> Conversation:
    """One answer for each request, then the end."""

    def converse(connection: socket.socket) -> None:
        for answer in answers:
            if not request_head(connection):
                return
            connection.sendall(answer)

    return converse


def ok(body: bytes, *, headers: bytes = b"", status: bytes = b"200 OK") -> bytes:
    """A whole answer with this body."""
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), headers, body)


def chunked(*chunks: bytes) -> bytes:
    """A whole answer in chunks."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"
