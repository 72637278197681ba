from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.engine.api.multiplexed_stream import Demultiplexer, demultiplex
from pydock_core.errors import APIError, ProtocolError


def frame(stream: int, data: bytes) -> bytes:
    return bytes([stream, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


class Sink:
    """Keeps what is written, and on which stream."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, bytes]] = []
        self.demultiplexer = Demultiplexer(self.stdout, self.stderr)

    def stdout(self, data: bytes) -> None:
        self.writes.append(("out", data))

    def stderr(self, data: bytes) -> None:
        self.writes.append(("err", data))

    def text(self, stream: str) -> bytes:
        return b"".join(data for name, data in self.writes if name == stream)


@pytest.mark.parametrize("cut", range(1, 13))
def test_stream_that_ends_inside_a_frame_is_a_protocol_error(cut: int) -> None:
    data = [frame(1, b"hello")[:cut], b""]
    sink = Sink()
    with pytest.raises(ProtocolError, match=r"^the engine's stream ended early: "):
        demultiplex(lambda _size: data.pop(0), sink.stdout, sink.stderr)
    assert sink.text("out") == b"hello"[: max(0, cut - 8)]


@pytest.mark.parametrize("header", [b"\4\0\0\0\0\0\0\1", b"\1\1\0\0\0\0\0\1", b"HTTP/1.1", b"hello wo", b"\xff" * 8])
def test_invalid_frame_header_is_a_protocol_error_after_the_output_before_it(header: bytes) -> None:
    sink = Sink()
    with pytest.raises(ProtocolError, match="is no frame header"):
        sink.demultiplexer.feed(frame(1, b"good") + header)
    assert sink.text("out") == b"good"


def test_frame_of_4_gib_is_not_buffered() -> None:
    sink = Sink()
    sink.demultiplexer.feed(b"\1\0\0\0\xff\xff\xff\xff" + b"x" * 100)
    sink.demultiplexer.feed(b"y" * 100)
    assert [len(data) for _, data in sink.writes] == [100, 100]
    with pytest.raises(ProtocolError, match="4294967095 bytes of a frame are missing"):
        sink.demultiplexer.close()


def test_error_frame_is_raised_with_the_engine_s_message() -> None:
    sink = Sink()
    data = frame(1, b"a") + frame(3, b"out of logs\n")
    for byte in data[:-1]:
        sink.demultiplexer.feed(bytes([byte]))
    with pytest.raises(APIError, match=r"^error from daemon in stream: out of logs$"):
        sink.demultiplexer.feed(data[-1:])
    assert sink.text("out") == b"a"


def test_frames_of_one_stream_in_one_read_are_written_at_once() -> None:
    sink = Sink()
    sink.demultiplexer.feed(frame(1, b"a") + frame(1, b"") + frame(1, b"b") + frame(2, b"c") + frame(0, b"d"))
    assert sink.writes == [("out", b"ab"), ("err", b"c"), ("out", b"d")]


@given(
    frames=st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40))),
    sizes=st.lists(st.integers(1, 50), min_size=1),
)
def test_demultiplexed_streams_do_not_depend_on_the_size_of_reads(
    frames: list[tuple[int, bytes]], sizes: list[int]
) -> None:
    data = b"".join(frame(stream, content) for stream, content in frames)
    sink = Sink()
    turn = 0
    while data:
        size = sizes[turn % len(sizes)]
        sink.demultiplexer.feed(data[:size])
        data = data[size:]
        turn += 1
    sink.demultiplexer.close()
    assert sink.text("out") == b"".join(content for stream, content in frames if stream == 1)
    assert sink.text("err") == b"".join(content for stream, content in frames if stream == 2)
