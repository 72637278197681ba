"""Responses that come while a body of unknown length is still being sent."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.pooled_connection import PooledConnection
from pydock_core.errors import ProtocolError
from tests.unit.engine.servers import chunked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.engine.servers import Server


@pytest.mark.parametrize("head", [b"Transfer-Encoding: chunked", b"Content-Length: %d", b"Connection: close"])
def test_response_during_an_upload_is_complete(serve: Callable[..., Server], head: bytes) -> None:
    pieces = [os.urandom(length) for length in (1, 70_000, 3, 300_000, 2)]
    whole = b"".join(pieces)
    is_answered = threading.Event()

    def answer_first(connection: socket.socket) -> None:
        if b"%d" in head:
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + head % len(whole) + b"\r\n\r\n" + whole)
        elif b"chunked" in head:
            connection.sendall(chunked(*pieces))
        else:
            connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + whole)
        is_answered.set()
        while not connection.recv(65536).endswith(b"0\r\n\r\n"):
            pass

    def body() -> Iterator[bytes]:
        while not is_answered.is_set():
            yield b"x"

    answer = serve(answer_first).send()(Request("POST", "/x", body=body()))
    assert answer.read() == whole


def test_response_of_more_than_64_mib_during_an_upload_is_an_error(serve: Callable[..., Server]) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + bytes(1 << 16) + b"\r\n")

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x"

    with pytest.raises(ProtocolError, match="more than 64 MiB of its answer before the upload was complete"):
        serve(flood).send()(Request("POST", "/x", body=endless()))


def test_response_during_an_upload_is_copied_a_constant_number_of_times() -> None:
    """Counts the bytes that are copied, not the time: a buffer that grows by joining copies each byte 500 times."""

    class Counted(bytes):
        copied = 0

        def __getitem__(self, key: Any) -> Any:
            found = super().__getitem__(key)
            Counted.copied += len(found) if isinstance(found, bytes) else 0
            return Counted(found) if isinstance(found, bytes) else found

        def __add__(self, other: Any) -> Any:
            Counted.copied += len(self) + len(other)
            return Counted(super().__add__(other))

    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = PooledConnection(ours)
        length = 512 << 16
        connection.keep(Counted(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length))
        for _ in range(512):
            connection.keep(Counted(1 << 16))
        transport = SocketTransport(Endpoint("unix", "/x", url="unix:///x"), lambda _timeout: ours, "host")
        answer = transport._send_and_receive(connection, Request("GET", "/x"), b"")
        assert len(answer.read()) == length
    assert Counted.copied < 4 * length
