"""Bytes that a connection has buffered already are shown without waiting for its descriptor."""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from pydock_core.engine.transport.hijacked_connection import HijackedConnection
from tests.unit.actions.test_attach import Streams, attach, frame

if TYPE_CHECKING:
    from pathlib import Path


def test_attachment_writes_pending_bytes_while_engine_is_silent(tmp_path: Path) -> None:
    """The first output often arrives with the headers of the 101 answer; the descriptor does not announce that."""
    streams = Streams(tmp_path)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        attachment = attach(streams, HijackedConnection(ours, frame(1, b"prompt> ")), stdin=False)
        thread = threading.Thread(target=attachment.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while (size := os.path.getsize(tmp_path / "stdout")) < 8 and time.monotonic() < deadline:
            time.sleep(0.01)
        theirs.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        assert size == 8
        assert streams.written() == (b"prompt> ", b"")
    streams.close()
