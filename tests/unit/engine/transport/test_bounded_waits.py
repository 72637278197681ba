"""Connections, TLS handshakes and headers that never end are errors; a slow engine and a slow stream are none."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from pydock_core.engine.endpoint import Endpoint, TLSMaterial
from pydock_core.engine.messages import Request
from pydock_core.engine.transport import (
    bounded_headers,
    chunked_body,
    http,
    pooled_connection,
    schemes,
    sockets,
    tcp,
)
from pydock_core.engine.transport.download import open_url
from pydock_core.engine.transport.requests_transport import RequestsTransport
from pydock_core.errors import ConnectionFailed, RegistryError
from pydock_core.registry import web
from tests.unit.engine.servers import ok, request_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Conversation = Callable[[Any], None]

LIMIT = 0.4  # seconds
GET = Request("GET", "/x")
LINES = b"HTTP/1.1 200 OK\r\n" + b"X-Line: x\r\n" * 50
KINDS = ["unix", "tcp", "tls", "ssh", "proxy", "registry", "tls-registry", "download"]
UNENDING = "did not complete the header within 0.4 seconds"


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the limits."""
    for module in (bounded_headers, chunked_body, http, pooled_connection):
        monkeypatch.setattr(module, "HEADER_SECONDS", LIMIT)
    for module in (schemes, tcp):
        monkeypatch.setattr(module, "CONNECT_SECONDS", LIMIT)
    monkeypatch.setattr(web, "CONNECT_SECONDS", LIMIT)


class Hostile:
    """Servers that have one conversation with each client, and clients of each kind for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: list[socket.socket] = []
        authority = trustme.CA()
        self._server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._server_tls)
        self._ca = str(folder / "ca.pem")
        authority.cert_pem.write_to_path(self._ca)

    def close(self) -> None:
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def exchange(self, kind: str, converse: Conversation, *, handshake: bool = True) -> bytes:
        """Returns the body of the answer to a client of this kind; `handshake` False leaves TLS to the conversation."""
        if kind == "unix":
            path = str(self._folder / "engine")
            self._serve(converse, socket.AF_UNIX, path)
            return self._send(Endpoint("unix", path, url=f"unix://{path}"))
        is_tls = kind in ("tls", "tls-registry")
        port = self._serve(converse, socket.AF_INET, ("127.0.0.1", 0), tls=is_tls and handshake).getsockname()[1]
        address = f"127.0.0.1:{port}"
        if kind in ("tcp", "tls"):
            material = TLSMaterial(ca_file=self._ca) if is_tls else None
            return self._send(Endpoint("tcp", address, url=f"tcp://{address}", tls=material))
        if kind == "ssh":
            program = self._folder / "ssh"
            program.write_text(f"#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/{port}\ncat <&3 &\ncat >&3\nwait\n")
            program.chmod(0o755)
            return self._send(
                Endpoint("ssh", "host", url="ssh://host"), environ={"PATH": f"{self._folder}:/usr/bin:/bin"}
            )
        if kind == "proxy":
            endpoint = Endpoint("tcp", "engine.example:2375", url="tcp://engine.example:2375")
            return RequestsTransport(endpoint, f"http://{address}", lambda _request: pytest.fail("direct"))(GET).read()
        if kind == "download":
            return b"".join(open_url(f"http://{address}/x", {})[1])
        context = ssl.create_default_context(cafile=self._ca)
        client = web.Web(context=context, verify=True, environ={}, user_agent="tests", read_seconds=10)
        return client.exchange("GET", f"{'https' if is_tls else 'http'}://{address}/x").body

    def _send(self, endpoint: Endpoint, environ: dict[str, str] | None = None) -> bytes:
        send = schemes.open_transport(endpoint, environ=environ or {})
        try:
            return send(GET).read()
        finally:
            send.close()

    def _serve(self, converse: Conversation, family: int, address: Any, *, tls: bool = False) -> socket.socket:
        listener = socket.socket(family)
        listener.bind(address)
        listener.listen()
        self._open.append(listener)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    self._open.append(connection)
                    threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with contextlib.suppress(OSError):
                client = self._server_tls.wrap_socket(connection, server_side=True) if tls else connection
                self._open.append(client)
                converse(client)
                client.close()

        threading.Thread(target=serve, daemon=True).start()
        return listener


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Hostile]:
    """Servers that end with the test."""
    servers = Hostile(tmp_path)
    yield servers
    servers.close()


def _drip(data: bytes) -> Conversation:
    """Sends a byte every 50 ms, for ten seconds at most."""

    def converse(client: Any) -> None:
        request_head(client)
        for byte in data[:200]:
            client.sendall(bytes([byte]))
            time.sleep(0.05)

    return converse


def _stop_after(data: bytes) -> Conversation:
    """Sends `data`, then nothing for ten seconds."""

    def converse(client: Any) -> None:
        request_head(client)
        client.sendall(data)
        time.sleep(10)

    return converse


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "converse", [_drip(LINES), _stop_after(b"H"), _stop_after(LINES)], ids=["drip", "byte", "lines"]
)
def test_header_that_never_ends_is_an_error(hostile: Hostile, kind: str, converse: Conversation) -> None:
    words = "did not answer in time" if kind == "proxy" else UNENDING
    with pytest.raises((ConnectionFailed, RegistryError), match=words):
        hostile.exchange(kind, converse)


@pytest.mark.parametrize("kind", KINDS)
def test_engine_that_answers_late_and_streams_slowly_is_waited_for(hostile: Hostile, kind: str) -> None:
    def converse(client: Any) -> None:
        request_head(client)
        time.sleep(LIMIT * 2)
        answer = ok(b"0123")
        client.sendall(answer[:10])
        time.sleep(LIMIT / 4)
        client.sendall(answer[10:-1])
        time.sleep(LIMIT * 1.5)
        client.sendall(answer[-1:])

    assert hostile.exchange(kind, converse) == b"0123"


@pytest.mark.parametrize("kind", ["unix", "tls", "proxy"])
def test_final_answer_may_come_late_after_informational_one(hostile: Hostile, kind: str) -> None:
    def converse(client: Any) -> None:
        request_head(client)
        client.sendall(b"HTTP/1.1 100 Cont")
        time.sleep(LIMIT / 4)
        client.sendall(b"inue\r\n\r\n")
        time.sleep(LIMIT / 2 if kind == "proxy" else LIMIT * 2)
        client.sendall(ok(b"done"))

    assert hostile.exchange(kind, converse) == b"done"


@pytest.mark.parametrize("kind", ["unix", "tls"])
def test_trailer_that_never_ends_is_an_error(hostile: Hostile, kind: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
    with pytest.raises(ConnectionFailed, match=UNENDING):
        hostile.exchange(kind, _stop_after(answer))


@pytest.mark.parametrize("kind", ["tls", "tls-registry"])
@pytest.mark.parametrize("begin", [b"", b"\x16\x03\x03\x40\x00" + bytes(300)], ids=["silent", "drip"])
def test_tls_handshake_that_never_ends_is_an_error(hostile: Hostile, kind: str, begin: bytes) -> None:
    def converse(client: Any) -> None:
        for byte in begin[:200]:
            client.sendall(bytes([byte]))
            time.sleep(0.05)
        time.sleep(10)

    words = "i/o timeout" if kind == "tls-registry" else "TLS handshake timeout: not complete within 0.4 seconds"
    with pytest.raises((ConnectionFailed, RegistryError), match=words):
        hostile.exchange(kind, converse, handshake=False)


def test_unix_socket_that_accepts_no_connection_is_an_error(tmp_path: Path) -> None:
    path = str(tmp_path / "engine")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(0)
        with (
            contextlib.closing(sockets.connect_unix(path)),
            pytest.raises(ConnectionFailed, match="Cannot connect to the Docker daemon"),
        ):
            schemes.open_transport(Endpoint("unix", path, url=f"unix://{path}"), environ={})(GET)


def test_unix_socket_with_full_queue_is_connected_once_it_accepts(tmp_path: Path) -> None:
    path = str(tmp_path / "engine")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(0)
        with contextlib.closing(sockets.connect_unix(path)):
            threading.Timer(0.1, lambda: listener.accept()[0].close()).start()
            sockets.connect_unix(path, 10).close()


@pytest.mark.parametrize("kind", ["tcp", "tls"])
def test_tcp_port_that_accepts_no_connection_is_an_error(hostile: Hostile, tmp_path: Path, kind: str) -> None:
    with socket.socket() as listener, contextlib.ExitStack() as full:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address, port = listener.getsockname()
        for _ in range(3):  # Linux drops the requests of further clients
            waiting = full.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((address, port))
        material = TLSMaterial(ca_file=str(tmp_path / "ca.pem")) if kind == "tls" else None
        endpoint = Endpoint("tcp", f"{address}:{port}", url=f"tcp://{address}:{port}", tls=material)
        with pytest.raises(ConnectionFailed, match="Cannot connect to the Docker daemon"):
            schemes.open_transport(endpoint, environ={})(GET)


def test_addresses_of_a_host_share_the_time_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []

    def connected(_family: int, _address: object, seconds: float) -> Any:
        tried.append(seconds)
        raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (f"127.0.0.{last}", 1)) for last in range(5)]
    monkeypatch.setattr(sockets, "_connected", connected)
    monkeypatch.setattr("_socket.getaddrinfo", lambda *_: addresses)
    with pytest.raises(TimeoutError):
        sockets.connect_tcp("engine.example", 1, 20)
    assert [round(seconds) for seconds in tried] == [4, 5, 7, 10, 20]
