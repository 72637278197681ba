"""Addresses of proxies, and of engines and files behind them: faults are reported in one line, without a password."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from typing import TYPE_CHECKING, NoReturn

import pytest

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.download import open_url
from pydock_core.engine.transport.requests_transport import RequestsTransport
from pydock_core.errors import ConnectionFailed, RegistryError
from pydock_core.registry.certificates import tls_context
from pydock_core.registry.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str], object]

PASSWORD = "s3cret99"
FAR = "192.0.2.1"  # no route leads there without a proxy
LONG = "a" * 70


def direct(request: Request) -> NoReturn:
    raise AssertionError("not through the proxy")


def engine(proxy: str, address: str = f"{FAR}:80", **headers: str) -> object:
    endpoint = Endpoint("tcp", address, url=f"tcp://{address}")
    return RequestsTransport(endpoint, proxy, direct)(Request("GET", "/x", headers=headers)).read()


def download(proxy: str) -> object:
    return open_url(f"http://{FAR}/x.tar", {"HTTP_PROXY": proxy})


def registry(proxy: str) -> object:
    context = tls_context("/nowhere", verify=False)
    environ = {"HTTP_PROXY": proxy}
    web = Web(context=context, verify=False, environ=environ, user_agent="tests", read_seconds=5.0)
    return web.exchange("GET", f"http://{FAR}/v2/")


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[bytes]]]:
    """Yields the `HOST:PORT` of a proxy that answers each request itself, and the requests."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            with sock:
                asked.append(sock.recv(65536))
                sock.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", asked
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.mark.parametrize("ask", [engine, download, registry])
@pytest.mark.parametrize(
    "address", ["", "x:99999", "a b", "a..b:1", f"{LONG}:1", "[::", "[v1.x", "\udcff:1", "\u20ac\udcff", "x:\u0663"]
)
def test_invalid_proxy_is_reported_without_password(ask: Ask, address: str) -> None:
    with pytest.raises((ConnectionFailed, RegistryError)) as failure:
        ask(f"http://me:{PASSWORD}@{address}")
    assert failure.value.message.endswith(
        f"proxyconnect tcp: http://{address} is not the address of an HTTP proxy; check HTTP_PROXY"
    )
    assert PASSWORD not in failure.value.message


@pytest.mark.parametrize("ask", [engine, download, registry])
def test_unreachable_proxy_is_reported_without_password(ask: Ask) -> None:
    with pytest.raises(
        (ConnectionFailed, RegistryError), match="proxyconnect tcp: the proxy .*can't be reached"
    ) as failure:
        ask(f"http://me:{PASSWORD}@127.0.0.1:1")
    assert PASSWORD not in failure.value.message


@pytest.mark.parametrize("ask", [engine, download, registry])
@pytest.mark.parametrize(
    ("userinfo", "sent"),
    [
        ("me:secret", b"me:secret"),
        ("me:p%40ss%ff", b"me:p@ss\xff"),
        ("m\u20ac:\u00e9", "m\u20ac:\u00e9".encode()),
        ("me", b"me:"),
    ],
)
def test_proxy_gets_user_and_password_as_typed(
    proxy: tuple[str, list[bytes]], ask: Ask, userinfo: str, sent: bytes
) -> None:
    address, asked = proxy
    ask(f"http://{userinfo}@{address}")
    assert b"Proxy-Authorization: Basic " + b64encode(sent) + b"\r\n" in asked[0]


def test_headers_pass_a_proxy_in_utf_8(proxy: tuple[str, list[bytes]]) -> None:
    address, asked = proxy
    engine(f"http://{address}", **{"X-Name": "\u20ac\u00e9\udcff"})
    assert b"X-Name: " + "\u20ac\u00e9".encode() + b"\xff\r\n" in asked[0]


@pytest.mark.parametrize("host", ["*.x", ".", "\udcff", f"{LONG}.{LONG}\u00e9"])
def test_invalid_host_behind_a_proxy_is_reported(host: str) -> None:
    with pytest.raises(ConnectionFailed) as failure:
        engine("http://127.0.0.1:1", f"{host}:1")
    assert failure.value.message == f'error during connect: Get "http://{host}:1/x": invalid URL'
