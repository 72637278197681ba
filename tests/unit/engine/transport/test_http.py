from __future__ import annotations

import os
import signal
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.http import SocketTransport
from pydock_core.errors import ConnectionFailed, Interrupted, ProtocolError
from tests.unit.engine.servers import answering, chunked, ok, request_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.unit.engine.servers import Server

GET = Request("GET", "/x")
WHOLE = ok(b"0123456789")
IN_CHUNKS = chunked(b"0123456789", b"abc")


@pytest.mark.parametrize(
    ("answer", "cut"),
    [(answer, cut) for answer in (WHOLE, IN_CHUNKS) for cut in range(len(answer))],
)
def test_response_cut_at_any_byte_is_an_error(serve: Callable[..., Server], answer: bytes, cut: int) -> None:
    with pytest.raises(ConnectionFailed):
        serve(answering(answer[:cut])).send()(GET).read()


@pytest.mark.parametrize("answer", [WHOLE, IN_CHUNKS, b"HTTP/1.1 100 Continue\r\n\r\n" + IN_CHUNKS])
def test_response_that_arrives_byte_by_byte_is_complete(serve: Callable[..., Server], answer: bytes) -> None:
    def trickle(connection: socket.socket) -> None:
        request_head(connection)
        for byte in answer:
            connection.sendall(bytes([byte]))

    expected = b"0123456789" if answer is WHOLE else b"0123456789abc"
    assert serve(trickle).send()(GET).read() == expected


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"garbage\r\n\r\n", "malformed HTTP response 'garbage'"),
        (b"HTTP/1.1 20 OK\r\n\r\n", "malformed HTTP response"),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", "malformed HTTP response"),
        (b"HTTP/1.1\r\n\r\n", "malformed HTTP response"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed header"),
        (b"HTTP/1.1 200 OK\r\n folded: x\r\n\r\n", "malformed header"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "bad Content-Length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\n", "bad Content-Length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "bad Content-Length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "unsupported transfer encoding"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * (2 << 20), "headers of more than"),
    ],
)
def test_invalid_http_response_is_a_protocol_error(serve: Callable[..., Server], answer: bytes, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        serve(answering(answer)).send()(GET)


@pytest.mark.parametrize(
    "body",
    [b"zz\r\n", b"-1\r\n", b"1_0\r\n", b"\r\n", b"+3\r\n", b"f" * 17 + b"\r\n", b"3\r\nabcdef\r\n", b"x" * 2000],
)
def test_invalid_chunk_is_a_protocol_error(serve: Callable[..., Server], body: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    with pytest.raises(ProtocolError, match="malformed chunked answer"):
        serve(answering(answer)).send()(GET).read()


def test_chunk_extensions_and_trailer_are_ignored(serve: Callable[..., Server]) -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-Trailer: y\r\n\r\n"
    server = serve(answering(answer, WHOLE))
    send = server.send()
    assert send(GET).read() == b"abc"
    assert send(GET).read() == b"0123456789"
    assert server.connections == 1


@pytest.mark.parametrize("size", [1000, 65536, 1 << 20])
def test_chunked_body_does_not_depend_on_the_size_of_reads(serve: Callable[..., Server], size: int) -> None:
    chunks = [os.urandom(length) for length in (5, 32768, 4093, 4094, 4095, 1, 200_000, 65536, 26)]
    body = serve(answering(chunked(*chunks))).send()(GET).body
    assert b"".join(iter(lambda: body.read(size), b"")) == b"".join(chunks)


def test_read_returns_at_most_the_requested_size(serve: Callable[..., Server]) -> None:
    for answer in (WHOLE, IN_CHUNKS):
        body = serve(answering(answer)).send()(GET).body
        assert body.read(4) == b"0123"
        assert len(body.read(5)) <= 5


def test_refused_connection_has_docker_s_message() -> None:
    endpoint = Endpoint("unix", "/nonexistent.sock", url="unix:///nonexistent.sock")

    def refuse(_timeout: float | None) -> socket.socket:
        raise FileNotFoundError(2, "No such file or directory")

    with pytest.raises(ConnectionFailed) as caught:
        SocketTransport(endpoint, refuse, "host")(GET)
    assert caught.value.message == (
        "Cannot connect to the Docker daemon at unix:///nonexistent.sock. Is the docker daemon running?"
    )


def test_socket_without_permission_has_docker_s_message() -> None:
    endpoint = Endpoint("unix", "/run/d.sock", url="unix:///run/d.sock")

    def refuse(_timeout: float | None) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    with pytest.raises(ConnectionFailed) as caught:
        SocketTransport(endpoint, refuse, "host")(GET)
    assert caught.value.message == (
        "permission denied while trying to connect to the Docker daemon socket at unix:///run/d.sock: "
        'Get "http://%2Frun%2Fd.sock/x": dial unix /run/d.sock: connect: permission denied'
    )
    assert caught.value.hint.startswith("To get access, become a member of the group docker")


def test_connection_closed_without_a_response_is_reported_with_the_request(serve: Callable[..., Server]) -> None:
    with pytest.raises(ConnectionFailed, match=r'^error during connect: Get "http://.*/x\?a=b": EOF '):
        serve(answering(b"")).send()(Request("GET", "/x", [("a", "b")]))


def test_connection_reset_is_connection_failed(serve: Callable[..., Server]) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def reset() -> None:
        connection, _ = listener.accept()
        request_head(connection)
        connection.sendall(WHOLE[:-3])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    threading.Thread(target=reset, daemon=True).start()
    endpoint = Endpoint("tcp", "127.0.0.1:1", url="tcp://127.0.0.1:1")
    send = SocketTransport(endpoint, lambda _timeout: socket.create_connection(listener.getsockname()), "host")
    with pytest.raises(ConnectionFailed), listener:
        send(GET).read()


def hanging(sent: bytes) -> Callable[[socket.socket], None]:
    """Answers so much, then nothing for half a minute."""

    def hang(connection: socket.socket) -> None:
        request_head(connection)
        connection.sendall(sent)
        time.sleep(30)

    return hang


def test_timeout_ends_the_wait_for_the_response_headers(serve: Callable[..., Server]) -> None:
    server = serve(hanging(b""))
    began = time.monotonic()
    with pytest.raises(ConnectionFailed, match="Is the docker daemon running"):
        server.send()(Request("GET", "/x", timeout_seconds=0.1))
    assert time.monotonic() - began < 5


def test_timeout_does_not_bound_the_body(serve: Callable[..., Server]) -> None:
    def slow(connection: socket.socket) -> None:
        request_head(connection)
        connection.sendall(WHOLE[:-5])
        time.sleep(0.4)
        connection.sendall(WHOLE[-5:])

    assert serve(slow).send()(Request("GET", "/x", timeout_seconds=0.2)).read() == b"0123456789"


@pytest.mark.parametrize("sent", [b"", WHOLE[:-3]])
def test_exception_of_a_signal_handler_is_propagated(serve: Callable[..., Server], sent: bytes) -> None:
    def interrupt(_number: int, _frame: object) -> None:
        raise Interrupted

    server = serve(hanging(sent))
    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        with pytest.raises(Interrupted):
            server.send()(GET).read()
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_connection_is_reused(serve: Callable[..., Server]) -> None:
    server = serve(answering(WHOLE, IN_CHUNKS, ok(b""), b"HTTP/1.1 204 No Content\r\n\r\n", WHOLE))
    send = server.send()
    assert [send(GET).read() for _ in range(5)] == [b"0123456789", b"0123456789abc", b"", b"", b"0123456789"]
    assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        ok(b"a", headers=b"Connection: close\r\n"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
        b"HTTP/1.1 200 OK\r\n\r\na",
    ],
)
def test_connection_closed_by_the_engine_is_not_reused(serve: Callable[..., Server], answer: bytes) -> None:
    server = serve(answering(answer))
    send = server.send()
    assert [send(GET).read() for _ in range(2)] == [b"a", b"a"]
    assert server.connections == 2


def test_connection_of_an_unread_body_is_not_reused(serve: Callable[..., Server]) -> None:
    server = serve(answering(WHOLE, WHOLE))
    send = server.send()
    first = send(GET)
    first.body.read(3)
    first.close()
    assert send(GET).read() == b"0123456789"
    assert server.connections == 2


def test_stale_idle_connection_is_replaced(serve: Callable[..., Server]) -> None:
    server = serve(answering(WHOLE))
    send = server.send()
    for request in (GET, Request("POST", "/x")):
        assert send(request).read() == b"0123456789"
        time.sleep(0.05)
    assert server.connections == 2


def close_after_second_request(connection: socket.socket) -> None:
    request_head(connection)
    connection.sendall(WHOLE)
    request_head(connection)


def test_idempotent_request_is_repeated_after_a_stale_connection(serve: Callable[..., Server]) -> None:
    server = serve(close_after_second_request)
    send = server.send()
    send(GET).read()
    assert send(GET).read() == b"0123456789"
    assert server.connections == 2


def test_post_is_never_repeated(serve: Callable[..., Server]) -> None:
    server = serve(close_after_second_request)
    send = server.send()
    send(GET).read()
    with pytest.raises(ConnectionFailed, match=r"^error during connect: Post "):
        send(Request("POST", "/x"))
    assert server.connections == 1


def test_response_before_the_end_of_an_upload_is_read(serve: Callable[..., Server]) -> None:
    def refuse(connection: socket.socket) -> None:
        request_head(connection)
        connection.sendall(ok(b"no", status=b"400 Bad Request"))

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 100_000

    answer = serve(refuse).send()(Request("POST", "/x", body=endless()))
    assert (answer.status, answer.read()) == (400, b"no")


def test_upload_does_not_block_an_engine_that_reports_progress(serve: Callable[..., Server]) -> None:
    def echo(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        tail = b""
        while not tail.endswith(b"0\r\n\r\n"):
            tail = tail[-5:] + connection.recv(65536)
            connection.sendall(b"400\r\n" + b"p" * 1024 + b"\r\n")
            connection.sendall(b"8000\r\n" + b"q" * 32768 + b"\r\n")
        connection.sendall(b"0\r\n\r\n")

    body = serve(echo).send()(Request("POST", "/x", body=(b"x" * 50_000 for _ in range(100)))).read()
    assert len(body) > 1 << 20


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/x y"),
        Request("GET", "/x\r\nHost: other"),
        Request("GET", "/\u00e9"),
        Request("GET", "/x", headers={"X-Evil": "a\r\nb: c"}),
    ],
)
def test_request_with_line_breaks_is_not_sent(serve: Callable[..., Server], request_: Request) -> None:
    server = serve(answering(WHOLE))
    with pytest.raises(ProtocolError, match="invalid"):
        server.send()(request_)
    assert server.connections == 0


@pytest.mark.parametrize("status", [b"101 UPGRADED", b"200 OK"])
def test_hijacked_connection_keeps_the_bytes_that_came_with_the_headers(
    serve: Callable[..., Server], status: bytes
) -> None:
    seen: list[bytes] = []

    def stream(connection: socket.socket) -> None:
        seen.append(request_head(connection))
        connection.sendall(b"HTTP/1.1 %s\r\nUpgrade: tcp\r\n\r\nearly" % status)
        while data := connection.recv(100):
            connection.sendall(data.upper())
        connection.sendall(b"!")

    connection = serve(stream).send()(Request("POST", "/x", hijack=True)).connection
    assert connection is not None
    assert connection.pending
    assert connection.recv(3) == b"ear"
    assert connection.recv() == b"ly"
    assert not connection.pending
    connection.send(b"abc")
    assert connection.recv() == b"ABC"
    connection.close_write()
    assert (connection.recv(), connection.recv()) == (b"!", b"")
    connection.close()
    assert b"\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n" in seen[0]


def test_refused_hijack_has_a_body(serve: Callable[..., Server]) -> None:
    answer = serve(answering(ok(b"no", status=b"409 Conflict"))).send()(Request("POST", "/x", hijack=True))
    assert (answer.connection, answer.status, answer.read()) == (None, 409, b"no")
