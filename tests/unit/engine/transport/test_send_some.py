"""`Connection.send_some`: what can be sent without waiting, over each kind of connection."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
import trustme

from pydock_core.engine.transport.hijacked_connection import HijackedConnection
from pydock_core.engine.transport.sockets import send_some
from pydock_core.engine.transport.tls import TLSSocket
from pydock_core.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def fill(connection: HijackedConnection) -> int:
    """Sends until nothing fits any more; how much that was."""
    total = 0
    while sent := connection.send_some(b"x" * 100_000):
        total += sent
    return total


def test_send_some_reports_a_lost_connection(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.close()
    with pytest.raises(ConnectionFailed, match="lost"):
        HijackedConnection(ours, b"").send_some(b"x")


def test_send_some_does_not_wait_for_a_full_connection(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    connection = HijackedConnection(ours, b"")
    total = fill(connection)
    assert total > 0
    assert len(theirs.recv(total)) > 0


def test_send_some_sends_small_pieces_over_a_connection_with_sendall_only(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair

    class Plain:
        """What a plugin's transport may hand out."""

        def fileno(self) -> int:
            return ours.fileno()

        def sendall(self, data: bytes) -> None:
            ours.sendall(data)

    sent = send_some(Plain(), b"x" * 5000)  # type: ignore[arg-type]
    assert 0 < sent < 5000
    assert theirs.recv(5000) == b"x" * sent


def test_tls_send_some_sends_each_byte_once_over_a_slow_network(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("engine.example").configure_cert(server)
    authority.configure_trust(client)
    received = bytearray()
    go_on = threading.Event()

    def serve() -> None:
        with server.wrap_socket(theirs, server_side=True) as engine:
            go_on.wait(10)
            while len(received) < len(data):
                received.extend(engine.recv(65536))

    data = bytes(range(256)) * 8192
    thread = threading.Thread(target=serve)
    thread.start()
    connection = HijackedConnection(TLSSocket(ours, client, "engine.example", 10), b"")
    left = data
    while sent := connection.send_some(left):
        left = left[sent:]
    assert left
    go_on.set()
    while left:
        left = left[connection.send_some(left) :]
    thread.join(10)
    assert bytes(received) == data


def test_tls_half_close_keeps_received_bytes(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("engine.example").configure_cert(server)
    authority.configure_trust(client)
    data = bytes(range(256)) * 1000

    def serve() -> None:
        with server.wrap_socket(theirs, server_side=True) as engine:
            engine.sendall(data)
            assert engine.recv(10) == b""
            engine.unwrap()

    thread = threading.Thread(target=serve)
    thread.start()
    connection = HijackedConnection(TLSSocket(ours, client, "engine.example", 10), b"")
    received = connection.recv(100)
    connection.close_write()
    while piece := connection.recv():
        received += piece
    thread.join(10)
    assert received == data
