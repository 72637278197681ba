"""Small registries that answer with exactly these bytes, right or wrong, with and without TLS."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from tests.engines.acceptor import Acceptor

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class RawServer:
    """A server on a TCP port that answers with these bytes, one after the other, the last one again and again.

    `address` is its `HOST:PORT`; `asked` has the requests, with their bodies.
    """

    def __init__(self, *answers: bytes | Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> None:
        self._answers = answers
        self._tls = tls
        self.asked: list[bytes] = []
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        self.close = Acceptor(listener, self._talk).close

    def _talk(self, sock: socket.socket, _number: int) -> None:
        if self._tls is None:
            self._converse(sock)
        else:
            with self._tls.wrap_socket(sock, server_side=True) as secure:
                self._converse(secure)

    def _converse(self, sock: socket.socket) -> None:
        data = b""
        while piece := sock.recv(65536):
            data += piece
            head, end, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"Content-Length: (\d+)", head)
            if not end or (length is not None and len(body) < int(length[1])):
                continue
            answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
            self.asked.append(data)
            data = b""
            if isinstance(answer, bytes):
                sock.sendall(answer)
            else:
                answer(sock)


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Returns an answer, as `answer("401 Unauthorized", "Www-Authenticate: Basic")`."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "".join([f"{line}\r\n" for line in lines]).encode() + b"\r\n" + body


def redirection(location: str, status: int = 302, body: bytes = b"") -> bytes:
    """Returns a redirection."""
    return answer(f"{status} Moved", f"Location: {location}", body=body)
