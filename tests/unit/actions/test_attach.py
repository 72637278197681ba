"""The loop between a hijacked connection and the streams of PyDock."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from pydock_core.actions.attach import Attachment
from pydock_core.engine.transport.hijacked_connection import HijackedConnection
from pydock_core.errors import APIError, ProtocolError, PyDockError
from pydock_core.output.streams import InputStream, OutputStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any


class Streams:
    """The part of a session that an attachment uses: input from a pipe, output into files."""

    def __init__(self, folder: Path) -> None:
        readable, self.typing = os.pipe()
        self.stdin = InputStream(readable)
        self._files = [open(folder / name, "w+b", buffering=0) for name in ("stdout", "stderr")]  # noqa: SIM115
        self.stdout = OutputStream(self._files[0].fileno(), "stdout")
        self.stderr = OutputStream(self._files[1].fileno(), "stderr")

    def written(self) -> tuple[bytes, bytes]:
        for file in self._files:
            file.seek(0)
        return self._files[0].read(), self._files[1].read()

    def type(self, data: bytes) -> None:
        os.write(self.typing, data)

    def end(self) -> None:
        os.close(self.typing)
        self.typing = -1

    def close(self) -> None:
        if self.typing >= 0:
            os.close(self.typing)
        os.close(self.stdin.fileno())
        for file in self._files:
            file.close()


@pytest.fixture
def streams(tmp_path: Path) -> Iterator[Streams]:
    made = Streams(tmp_path)
    yield made
    made.close()


@pytest.fixture
def engine() -> Iterator[tuple[HijackedConnection, socket.socket]]:
    """Our end of a hijacked connection, and the engine's."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    with ours, theirs:
        yield HijackedConnection(ours, b""), theirs


def attach(streams: Streams, connection: HijackedConnection, **more: Any) -> Attachment:
    given: dict[str, Any] = {"stdin": True, "stdout": True, "stderr": True, "tty": False, **more}
    return Attachment(streams, connection, **given)  # type: ignore[arg-type]


def frame(stream: int, data: bytes) -> bytes:
    return bytes([stream, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


def everything(theirs: socket.socket) -> bytes:
    data = b""
    while piece := theirs.recv(65536):
        data += piece
    return data


@pytest.mark.parametrize("end", [b"\x01\0\0", frame(1, b"whole")[:-2]])
def test_attachment_fails_for_truncated_frame(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket], end: bytes
) -> None:
    connection, theirs = engine
    theirs.sendall(frame(1, b"before\n") + end)
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(ProtocolError, match="ended early"):
        attach(streams, connection).run()
    assert streams.written()[0].startswith(b"before\n")


def test_attachment_fails_for_unknown_stream(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    theirs.sendall(frame(9, b"x"))
    with pytest.raises(ProtocolError, match="unrecognized stream: 9"):
        attach(streams, connection).run()


def test_attachment_raises_engine_error_in_stream(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    theirs.sendall(frame(3, b"out of disks") + frame(1, b""))
    with pytest.raises(APIError, match="out of disks"):
        attach(streams, connection).run()


@pytest.mark.parametrize(
    ("stream", "reports", "error"),
    [("stdout", True, PyDockError), ("stdout", False, BrokenPipeError), ("stderr", True, BrokenPipeError)],
)
def test_attachment_reports_broken_pipe_of_stdout_on_request(
    streams: Streams,
    engine: tuple[HijackedConnection, socket.socket],
    stream: str,
    reports: bool,
    error: type[Exception],
) -> None:
    connection, theirs = engine
    readable, writable = os.pipe()
    os.close(readable)
    setattr(streams, stream, OutputStream(writable, stream))
    theirs.sendall(frame(1 if stream == "stdout" else 2, b"x"))
    with pytest.raises(error) as raised:
        attach(streams, connection, reports_broken_pipe=reports).run()
    assert error is BrokenPipeError or str(raised.value) == "write /dev/stdout: broken pipe"
    os.close(writable)


def test_attachment_separates_stdout_and_stderr(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    theirs.sendall(frame(1, b"out") + frame(2, b"err") + frame(1, b"put"))
    theirs.shutdown(socket.SHUT_WR)
    assert attach(streams, connection).run() is False
    assert streams.written() == (b"output", b"err")


def test_attachment_ignores_unattached_stream(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    theirs.sendall(frame(1, b"out") + frame(2, b"err"))
    theirs.shutdown(socket.SHUT_WR)
    attach(streams, connection, stdout=False).run()
    assert streams.written() == (b"", b"err")


def test_attachment_sends_end_of_input_while_output_continues(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    streams.type(b"question")
    streams.end()

    def answer() -> None:
        theirs.sendall(frame(1, b"got " + everything(theirs)))
        theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=answer)
    thread.start()
    attach(streams, connection).run()
    thread.join(10)
    assert streams.written()[0] == b"got question"


def test_attachment_output_continues_while_input_is_not_read(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine

    def type_much() -> None:
        try:
            for _ in range(200):
                streams.type(b"x" * 10_000)
        except OSError:
            pass

    typist = threading.Thread(target=type_much, daemon=True)
    typist.start()

    def answer() -> None:
        for _ in range(100):
            theirs.sendall(frame(1, b"y" * 30_000))
        theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=answer)
    thread.start()
    attach(streams, connection).run()
    thread.join(10)
    assert len(streams.written()[0]) == 3_000_000
    os.read(streams.stdin.fileno(), 1)


def test_attachment_treats_closed_stdin_as_end_of_input(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    readable, writable = os.pipe()
    os.close(readable)
    os.close(writable)
    streams_with_closed = streams
    descriptor = streams.stdin.fileno()
    streams_with_closed.stdin = InputStream(readable)

    def answer() -> None:
        everything(theirs)
        theirs.sendall(frame(1, b"bye"))
        theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=answer)
    thread.start()
    attach(streams, connection).run()
    thread.join(10)
    assert streams.written()[0] == b"bye"
    streams.stdin = InputStream(descriptor)


def test_attachment_sends_input_before_detach_keys(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    streams.type(b"ls\r\x10\x11rest")
    assert attach(streams, connection, tty=True).run() is True
    assert everything(theirs) == b"ls\r"


def test_attachment_without_tty_sends_detach_keys_as_input(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    streams.type(b"\x10\x11")
    streams.end()

    def answer() -> None:
        theirs.sendall(frame(1, everything(theirs)))
        theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=answer)
    thread.start()
    assert attach(streams, connection).run() is False
    thread.join(10)
    assert streams.written()[0] == b"\x10\x11"


def test_attachment_with_tty_writes_raw_output(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    theirs.sendall(b"\x01\0\0\0 no frame \x1b[0m")
    theirs.shutdown(socket.SHUT_WR)
    attach(streams, connection, tty=True, stdin=False).run()
    assert streams.written()[0] == b"\x01\0\0\0 no frame \x1b[0m"


def test_attachment_without_propagate_eof_keeps_output(
    streams: Streams, engine: tuple[HijackedConnection, socket.socket]
) -> None:
    connection, theirs = engine
    streams.type(b"question")
    streams.end()

    def answer() -> None:
        theirs.recv(100)
        theirs.settimeout(0.2)
        with pytest.raises(TimeoutError):
            theirs.recv(100)
        theirs.sendall(frame(1, b"answer"))
        theirs.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=answer)
    thread.start()
    attach(streams, connection, propagate_eof=False).run()
    thread.join(10)
    assert streams.written()[0] == b"answer"
