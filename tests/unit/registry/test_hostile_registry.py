"""A hostile registry: redirections, content encodings, endless heads, and token servers without TLS.

Each fault gives one line that says what is wrong, in limited time and memory.
"""

from __future__ import annotations

import gzip
import json
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import RegistryError
from pydock_core.registry.access import RegistryAccess
from pydock_core.registry.certificates import tls_context
from pydock_core.registry.web import Answer, Web
from tests.unit.registry.servers import EMPTY, RawServer, redirection

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
AUTH = {"username": "somebody", "password": "secret"}


def web() -> Web:
    """Returns the client of registries, for servers without TLS."""
    context = tls_context("/nowhere", verify=False)
    return Web(context=context, verify=False, environ={}, user_agent="tests", read_seconds=5.0)


def get(server: RawServer) -> Answer:
    return web().exchange("GET", f"http://{server.address}/v2/", headers={"Authorization": "Basic eA=="})


def failure(server: RawServer) -> str:
    """Returns the message for an exchange with the server, which must fail while another error is being handled."""
    try:
        raise FileNotFoundError(2, "No such file or directory")  # as for a manifest that is not stored locally
    except FileNotFoundError:
        with pytest.raises(RegistryError) as error:
            get(server)
    message = error.value.message
    assert "\n" not in message
    assert "no such file" not in message
    return message.replace(server.address, "HOST")


def test_redirect_loop_is_reported(serve: Callable[..., RawServer]) -> None:
    server = serve(redirection("/again"))
    assert failure(server) == 'Get "http://HOST/v2/": stopped after 10 redirects'
    assert len(server.asked) == 11


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://[::", "failed to parse the Location of a redirection: 'http://[::'"),
        ("http://[v1.x]:99/", "invalid URL"),
        ("http://HOST:99999/", "invalid URL"),
        ("file:///etc/passwd", 'unsupported protocol scheme "file" in the Location of a redirection'),
        ("ftp://127.0.0.1/", 'unsupported protocol scheme "ftp" in the Location of a redirection'),
        ("http://\udcff/".encode("utf-8", "surrogateescape").decode("latin-1"), ""),
    ],
)
def test_redirection_to_an_invalid_address_is_reported(
    serve: Callable[..., RawServer], location: str, words: str
) -> None:
    server = serve(redirection(location))
    assert failure(server).startswith(f'Get "http://HOST/v2/": {words}')


def test_redirection_body_is_not_read(serve: Callable[..., RawServer]) -> None:
    def endless(sock: socket.socket) -> None:
        sock.sendall(b"HTTP/1.1 302 Moved\r\nLocation: /there\r\n\r\n")
        while True:
            sock.sendall(b"x" * 65536)

    assert get(serve(endless, EMPTY)).status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirection_keeps_method_and_body_as_in_go(serve: Callable[..., RawServer], status: int) -> None:
    server = serve(redirection("there", status), EMPTY)
    answer = web().exchange("POST", f"http://{server.address}/v2/", data=b"body")
    assert answer.status == 200
    line = server.asked[1].split(b"\r\n")[0]
    assert line == (b"POST /v2/there HTTP/1.1" if status > 303 else b"GET /v2/there HTTP/1.1")
    assert (b"body" in server.asked[1]) is (status > 303)


def test_authorization_is_sent_to_the_same_origin_only(serve: Callable[..., RawServer]) -> None:
    other = serve(EMPTY)
    server = serve(redirection("/same"), redirection(f"http://{other.address}/other"))
    assert get(server).status == 200
    assert [b"Basic eA==" in asked for asked in [*server.asked, *other.asked]] == [True, True, False]


def test_cookie_is_not_kept(serve: Callable[..., RawServer]) -> None:
    server = serve(b"HTTP/1.1 302 Moved\r\nLocation: /x\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n", EMPTY)
    get(server)
    assert b"ookie" not in server.asked[1]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"X: y\r\n" * 101, "malformed HTTP response: got more than 100 headers"),
        (
            b"X: " + b"y" * 70000 + b"\r\n",
            "malformed HTTP response: got more than 65536 bytes when reading header line",
        ),
    ],
)
def test_too_many_headers_are_reported(serve: Callable[..., RawServer], head: bytes, words: str) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: 0\r\n\r\n")
    assert failure(server) == f'Get "http://HOST/v2/": {words}'


def test_endless_1xx_answers_are_refused(serve: Callable[..., RawServer]) -> None:
    def endless(sock: socket.socket) -> None:
        while True:
            sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    started = time.monotonic()
    assert failure(serve(endless)) == (
        'Get "http://HOST/v2/": malformed HTTP response: got more than 1048576 bytes of headers'
    )
    assert time.monotonic() - started < 20


def test_answer_that_is_no_http_is_reported(serve: Callable[..., RawServer]) -> None:
    assert failure(serve(b"SSH-2.0-x\r\n")).startswith('Get "http://HOST/v2/": malformed HTTP response')


@pytest.mark.parametrize("encodings", ["br", "gzip, gzip", ", ".join(["gzip"] * 1000), "x" * 5000])
def test_content_encodings_other_than_one_gzip_are_refused(serve: Callable[..., RawServer], encodings: str) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encodings}\r\nContent-Length: 2\r\n\r\n{{}}"
    message = failure(serve(answer.encode()))
    assert message.startswith("http://HOST/v2/ answered with the content encoding ")
    assert len(message) < 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{}", "answered with a body that is no gzip data"),
        (gzip.compress(b"{}", mtime=0)[:-4], "answered with gzip data that is cut"),
        (gzip.compress(bytes(17 << 20), mtime=0), "answered with more than 16 MiB"),
    ],
)
def test_gzip_body_is_checked(serve: Callable[..., RawServer], body: bytes, words: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert failure(serve(head + body)) == f"http://HOST/v2/ {words}"


def test_gzip_body_is_unpacked(serve: Callable[..., RawServer]) -> None:
    body = gzip.compress(b'{"a": 1}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    assert get(serve(head + body)).body == b'{"a": 1}'


class TokenServer:
    """A `Web` without a network: a registry behind TLS whose challenge names the token server `realm`."""

    def __init__(self, realm: str) -> None:
        self._challenge = f'Bearer realm="{realm}",service="tests"'
        self.asked: list[tuple[str, str, bool]] = []

    def exchange(
        self, method: str, url: str, *, headers: dict[str, str] | None = None, data: bytes | None = None
    ) -> Answer:
        """Answers like the registry, and like the token server."""
        self.asked.append((method, url.partition("?")[0], bool((headers or {}).get("Authorization") or data)))
        if "/token" in url:
            return Answer(200, "OK", {}, b'{"token": "yes"}')
        return Answer(401, "Unauthorized", {"www-authenticate": self._challenge}, b"{}")


@pytest.mark.parametrize("auth", [AUTH, {"identitytoken": "secret"}])
def test_credentials_are_not_sent_to_a_token_server_without_tls(auth: dict[str, str]) -> None:
    server = TokenServer("http://tokens.example/token")
    access = RegistryAccess(server, "https://registry.example", auth)  # type: ignore[arg-type]
    with pytest.raises(RegistryError) as error:
        access.request("GET", "/v2/")
    assert error.value.message == (
        'Get "https://registry.example/v2/": refused to send credentials without TLS to http://tokens.example/token: '
        "https://registry.example names this token server, and the registry is not configured as insecure"
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("base", "realm", "auth", "insecure"),
    [
        ("https://registry.example", "http://tokens.example/token", AUTH, True),
        ("https://registry.example", "https://tokens.example/token", AUTH, False),
        ("https://registry.example", "http://tokens.example/token", {}, False),
        ("http://registry.example", "http://tokens.example/token", AUTH, True),
    ],
)
def test_token_is_requested_where_no_credentials_leave_tls(
    base: str, realm: str, auth: dict[str, str], insecure: bool
) -> None:
    server = TokenServer(realm)
    access = RegistryAccess(server, base, auth, insecure=insecure)  # type: ignore[arg-type]
    access.request("GET", "/v2/")
    assert server.asked[1] == ("GET", realm, bool(auth))


@pytest.mark.parametrize("length", ["0x2", "-1", "+2", "2_0", "2 2", "", "-0", "\u0662", "2" * 17])
def test_invalid_chunk_length_is_refused(serve: Callable[..., RawServer], length: str) -> None:
    def endless(sock: socket.socket) -> None:
        sock.sendall(CHUNKED + length.encode() + b"\r\n{}\r\n")
        while True:
            sock.sendall(b"0" * 65536)

    started = time.monotonic()
    message = failure(serve(endless))
    assert message.startswith('Get "http://HOST/v2/": malformed HTTP response: invalid byte in chunk length b')
    assert time.monotonic() - started < 10


def test_endless_trailer_is_refused(serve: Callable[..., RawServer]) -> None:
    def endless(sock: socket.socket) -> None:
        sock.sendall(CHUNKED + b"2;name=value\r\n{}\r\n0\r\n")
        while True:
            sock.sendall(b"X: y\r\n" * 1000)

    words = "malformed HTTP response: got more than 1000 lines after the last chunk"
    assert failure(serve(endless)) == f'Get "http://HOST/v2/": {words}'


@pytest.mark.parametrize(
    "chunks", [b"2\r\n{}\r\n0\r\n\r\n", b"2 ;x=y\r\n{}\r\n000\r\nX: y\r\n\r\n", b"A\r\n{        }\r\n0\r\n\r\n"]
)
def test_chunked_body_is_read(serve: Callable[..., RawServer], chunks: bytes) -> None:
    assert json.loads(get(serve(CHUNKED + chunks)).body) == {}


@pytest.mark.parametrize("line", [b"X: a\0b", b"X: a\rSet-Cookie: b", b"X\0: a", b"X: a\r\r"])
def test_control_character_in_a_header_is_refused(serve: Callable[..., RawServer], line: bytes) -> None:
    message = failure(serve(b"HTTP/1.1 200 OK\r\n" + line + b"\r\nContent-Length: 0\r\n\r\n"))
    assert message == (
        f'Get "http://HOST/v2/": malformed HTTP response: a NUL or carriage return in the header line {line!r}'
    )
