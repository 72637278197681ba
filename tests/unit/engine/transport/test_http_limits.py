"""The exact limits of the socket transport: what it accepts, and which connections it uses again."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.engine.messages import Request
from pydock_core.engine.transport import http
from pydock_core.engine.transport.chunked_body import ChunkedBody
from pydock_core.engine.transport.pooled_connection import ConnectionBody, PooledConnection
from pydock_core.errors import ConnectionFailed, EngineError, ProtocolError
from tests.unit.engine.servers import answering, chunked, ok, request_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.engine.servers import Server


class Pool:
    """Keeps the connections that were released."""

    def __init__(self) -> None:
        self.idle: list[PooledConnection] = []


@pytest.mark.parametrize(
    ("reusable", "buffer", "kept"), [(True, b"", True), (False, b"", False), (True, b"x", False), (False, b"x", False)]
)
def test_connection_is_kept_if_it_can_be_used_again(reusable: bool, buffer: bytes, kept: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pool = Pool()
        connection = PooledConnection(ours, pool)
        connection.reusable, connection.buffer = reusable, buffer
        connection.release()
        assert (pool.idle == [connection]) is kept
        assert (ours.fileno() >= 0) is kept
        assert connection.pool is None


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (ok(b"x"), 1),
        (ok(b"x", headers=b"Connection: close\r\n"), 2),
        (ok(b"x").replace(b"HTTP/1.1", b"HTTP/1.0"), 2),
        (ok(b"x", headers=b"Connection: keep-alive\r\n"), 1),
    ],
)
def test_connection_is_closed_after_an_answer_that_says_so(
    serve: Callable[..., Server], answer: bytes, connections: int
) -> None:
    server = serve(answering(answer, answer))
    send = server.send()
    for _ in range(2):
        assert send(Request("GET", "/x")).read() == b"x"
    assert server.connections == connections


@pytest.mark.parametrize("start", [b"S", b"SSH-2.0", b"HTTP/2", b"\r\n\r\n"])
def test_answer_that_is_no_http_is_reported_at_once(serve: Callable[..., Server], start: bytes) -> None:
    def converse(connection: socket.socket) -> None:
        request_head(connection)
        connection.sendall(start)
        time.sleep(5)  # an engine that waits for more

    started = time.monotonic()
    with pytest.raises(EngineError):
        serve(converse).send()(Request("GET", "/x"))
    assert time.monotonic() - started < 4


def test_headers_of_one_mib_are_accepted_and_longer_ones_are_not(serve: Callable[..., Server]) -> None:
    assert http.HEAD_LIMIT == 1 << 20
    head = b"HTTP/1.1 200 OK\r\nX: "
    long = head + b"x" * ((1 << 20) + 70000)
    with pytest.raises(ProtocolError, match="headers of more than 1048576 bytes"):
        serve(answering(long)).send()(Request("GET", "/x"))


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "\r\n"])
def test_header_value_of_several_lines_is_refused(value: str) -> None:
    with pytest.raises(ProtocolError, match="invalid header field value for 'X'"):
        http.request_head(Request("GET", "/x", headers={"X": value}), "host")
    assert b"X: a b\r\n" in http.request_head(Request("GET", "/x", headers={"X": "a b"}), "host")


def test_broken_connection_is_reported_in_the_system_s_words() -> None:
    class Broken:
        def recv(self, _size: int) -> bytes:
            raise OSError(104, "Connection reset by peer")

        def close(self) -> None:
            pass

    sock: Any = Broken()
    body = ConnectionBody(PooledConnection(sock))
    assert body.connection is not None
    with pytest.raises(ConnectionFailed, match="in the middle of its answer: Connection reset by peer$"):
        body.receive(body.connection, 10)
    assert body.connection is None


@pytest.mark.parametrize("first", range(1, 40))
def test_chunks_may_be_cut_anywhere(first: int) -> None:
    body = chunked(b"a" * 10, b"b", b"c" * 20).partition(b"\r\n\r\n")[2]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = PooledConnection(ours, Pool())
        connection.buffer = body[:first]
        theirs.sendall(body[first:])
        theirs.shutdown(socket.SHUT_WR)
        read = ChunkedBody(connection)
        data = b""
        while piece := read.read(7):
            assert len(piece) <= 7
            data += piece
    assert data == b"a" * 10 + b"b" + b"c" * 20


@pytest.mark.parametrize("size", [4095, 4096, 4097, 70000])
@pytest.mark.parametrize("read_size", [1, 4096, 65536])
def test_large_chunks_arrive_whole(size: int, read_size: int) -> None:
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (size, b"x" * size)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = PooledConnection(ours, Pool())
        connection.buffer = body
        read = ChunkedBody(connection)
        total = 0
        while piece := read.read(read_size):
            total += len(piece)
    assert total == size


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"3\r\nabcd\r\n0\r\n\r\n", "a chunk is longer than it says"),
        (b"g\r\n", "invalid byte in chunk length"),
        (b"-1\r\n", "invalid byte in chunk length"),
        (b"1" * 17 + b"\r\n", "invalid byte in chunk length"),
        (b"1" * 1026, "a chunk without a length"),
    ],
)
def test_malformed_chunk_is_an_error(body: bytes, error: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = PooledConnection(ours, Pool())
        connection.buffer = body
        with pytest.raises(ProtocolError, match=error):
            ChunkedBody(connection).read()


def test_trailer_is_skipped_and_has_a_limit() -> None:
    for length, fails in ((100, False), (65535, True)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            connection: Any = PooledConnection(ours, Pool())
            connection.buffer = b"0\r\n" + b"x" * length
            theirs.sendall(b"" if fails else b"y\r\n\r\n")
            theirs.shutdown(socket.SHUT_WR)
            read = ChunkedBody(connection)
            if fails:
                with pytest.raises(ConnectionFailed):
                    read.read()
            else:
                assert read.read() == b""
                assert connection.pool is None


def test_answers_with_a_status_of_1xx_are_limited(serve: Callable[..., Server]) -> None:
    informational = b"HTTP/1.1 100 Continue\r\n\r\n"
    allowed = informational * http.INFORMATIONAL_LIMIT + ok(b"x")
    assert serve(answering(allowed)).send()(Request("GET", "/x")).read() == b"x"
    with pytest.raises(ProtocolError, match="^the engine sent more than 5 answers with a status of 1xx$"):
        serve(answering(informational + allowed)).send()(Request("GET", "/x"))


def test_header_lines_are_limited_in_number() -> None:
    lines = b"\r\n".join(b"X-%d: y" % number for number in range(http.HEADER_LIMIT))
    _, _, headers = http.parse_head(b"HTTP/1.1 200 OK\r\n" + lines)
    assert len(headers) == http.HEADER_LIMIT
    with pytest.raises(ProtocolError, match="^the engine's answer has 1001 header lines, more than 1000$"):
        http.parse_head(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\nY: z")


def test_header_lines_are_limited_in_length() -> None:
    line = b"X:" + b"y" * (http.HEADER_LINE_LIMIT - 2)
    assert http.parse_head(b"HTTP/1.1 200 OK\r\n" + line)[2]["x"] == "y" * (http.HEADER_LINE_LIMIT - 2)
    with pytest.raises(ProtocolError, match="^the engine's answer has a header line of more than 65536 bytes$"):
        http.parse_head(b"HTTP/1.1 200 OK\r\n" + line + b"y")


@pytest.mark.parametrize("character", [b"\0", b"\n", b"\r"])
@pytest.mark.parametrize("head", [b"HTTP/1.1 200 O%bK", b"HTTP/1.1 200 OK\r\nX%b: y", b"HTTP/1.1 200 OK\r\nX: y%bz"])
def test_control_character_in_a_head_is_refused(head: bytes, character: bytes) -> None:
    with pytest.raises(ProtocolError, match="^malformed "):
        http.parse_head(head % character)


@pytest.mark.parametrize("length", [b"9" * 5000, b"1" * 20, b"+5", b"5, 5", b"\xb2"])
def test_content_length_that_is_no_length_is_refused(serve: Callable[..., Server], length: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n"
    with pytest.raises(ProtocolError, match="^bad Content-Length '.{1,80}' in the engine's answer$"):
        serve(answering(answer)).send()(Request("GET", "/x"))


@pytest.mark.parametrize("length", [b"0x2", b"0X2", b"+2", b"2_0", b"\xb2", b"2 2"])
def test_chunk_length_of_other_than_hexadecimal_digits_is_refused(serve: Callable[..., Server], length: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + length + b"\r\nab\r\n0\r\n\r\n"
    with pytest.raises(ProtocolError, match="invalid byte in chunk length"):
        serve(answering(answer)).send()(Request("GET", "/x")).read()


def test_trailer_lines_are_limited(serve: Callable[..., Server]) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"
    assert serve(answering(head + b"X: y\r\n" * 999 + b"\r\n")).send()(Request("GET", "/x")).read() == b"ab"
    with pytest.raises(ProtocolError, match="more than 1000 lines after the last chunk"):
        serve(answering(head + b"X: y\r\n" * 1001 + b"\r\n")).send()(Request("GET", "/x")).read()
