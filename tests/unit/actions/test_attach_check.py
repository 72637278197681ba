"""What has arrived before the container is started, and what is sent at the end of the input."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.transport.hijacked_connection import HijackedConnection
from pydock_core.errors import ConnectionFailed
from tests.unit.actions.test_attach import Streams, attach, everything, frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def streams(tmp_path: Path) -> Iterator[Streams]:
    made = Streams(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_check_of_a_silent_engine_returns_at_once(
    streams: Streams, sockets: tuple[socket.socket, socket.socket]
) -> None:
    attachment = attach(streams, HijackedConnection(sockets[0], b""))
    quickest = 10.0
    for _ in range(3):
        started = time.monotonic()
        attachment.check()
        quickest = min(quickest, time.monotonic() - started)
    assert quickest < 0.5


def test_check_reports_streams_that_the_engine_has_ended(
    streams: Streams, sockets: tuple[socket.socket, socket.socket]
) -> None:
    sockets[1].shutdown(socket.SHUT_WR)
    with pytest.raises(ConnectionFailed, match="ended the container's streams before it was started"):
        attach(streams, HijackedConnection(sockets[0], b"")).check()


def test_check_writes_output_that_has_arrived(streams: Streams, sockets: tuple[socket.socket, socket.socket]) -> None:
    sockets[1].sendall(frame(1, b"early"))
    attach(streams, HijackedConnection(sockets[0], b"")).check()
    assert streams.written() == (b"early", b"")


def test_check_leaves_buffered_bytes_for_the_loop(
    streams: Streams, sockets: tuple[socket.socket, socket.socket]
) -> None:
    sockets[1].shutdown(socket.SHUT_WR)
    attachment = attach(streams, HijackedConnection(sockets[0], frame(1, b"early")), stdin=False)
    attachment.check()
    assert streams.written() == (b"", b"")
    attachment.run()
    assert streams.written() == (b"early", b"")


def test_begin_of_the_detach_keys_is_sent_before_the_end_of_the_input(
    streams: Streams, sockets: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = sockets
    theirs.settimeout(10)
    streams.type(b"x\x10")
    streams.end()
    attachment = attach(streams, HijackedConnection(ours, b""), tty=True)
    thread = threading.Thread(target=attachment.run, daemon=True)
    thread.start()
    assert everything(theirs) == b"x\x10"
    theirs.shutdown(socket.SHUT_WR)
    thread.join(10)
    assert not thread.is_alive()
