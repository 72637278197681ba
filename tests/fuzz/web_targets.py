"""Targets for what a hostile registry, file server or proxy sends, and for the addresses of proxies."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from pydock_core.config.credential_helper import CredentialHelper
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import Request
from pydock_core.engine.transport.download import open_url
from pydock_core.engine.transport.requests_transport import RequestsTransport
from pydock_core.errors import PyDockError
from pydock_core.registry.access import RegistryAccess
from pydock_core.registry.certificates import tls_context
from pydock_core.registry.challenges import parse_challenges
from pydock_core.registry.client import fetch_blob, fetch_manifest
from pydock_core.registry.refusals import refusal
from pydock_core.registry.web import Web
from pydock_core.values.references import parse_reference
from tests.fuzz.fake_socket import FakeSocket
from tests.fuzz.target import Target, message_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.engine.messages import Response

AUTH = {"username": "somebody", "password": "secret"}
BASE = "http://registry.example:5000"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
PASSWORD = "s3cret99"
NEXT = b"\n=====\n"  # between the answers to two requests
REFERENCE = parse_reference("registry.example:5000/team/app:1.0")
CONTEXT = tls_context("/nowhere", verify=False)
NO_TLS = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
NO_TLS.reason = "WRONG_VERSION_NUMBER"  # as OpenSSL's errors have


@contextmanager
def _answering(answers: list[bytes]) -> Iterator[None]:
    """Each connection without TLS gets the next answer, the last one again and again; TLS fails."""
    waiting = list(answers)

    def connect(*_arguments: Any, **_more: Any) -> FakeSocket:
        return FakeSocket(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    with (
        mock.patch("urllib3.util.connection.create_connection", connect),
        mock.patch("urllib3.connectionpool.is_connection_dropped", return_value=True),
        mock.patch("urllib3.connection.ssl_wrap_socket", side_effect=NO_TLS),
    ):
        yield


def _web() -> Web:
    return Web(context=CONTEXT, verify=False, environ={}, user_agent="tests", read_seconds=5.0)


def registry(data: bytes) -> None:
    """Reads a manifest and a blob from a registry that answers with these bytes."""
    with _answering(data.split(NEXT)):
        access = RegistryAccess(_web(), BASE, AUTH, offline=True, insecure=True)
        manifest = fetch_manifest(access, REFERENCE)
        assert isinstance(manifest.data, bytes)
        fetch_blob(access, REFERENCE, manifest.digest)


def location(data: bytes) -> None:
    """Follows the redirection to an address."""
    header = data.replace(b"\r", b"").replace(b"\n", b"")
    moved = b"HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: " + header + b"\r\n\r\n"
    with _answering([moved, OK]):
        _web().exchange("GET", f"{BASE}/v2/", headers={"Authorization": "Basic eA=="})


def download(data: bytes) -> None:
    """Downloads a build context from a server that answers with these bytes."""
    with _answering(data.split(NEXT)):
        try:
            size, pieces = open_url(f"http://me:{PASSWORD}@files.example/x.tar", {})
            got = sum(len(piece) for piece in pieces)
        except PyDockError as error:
            if PASSWORD in error.message and PASSWORD.encode() not in data:
                raise RuntimeError("the message has the password") from error
            raise
    assert size in (-1, got)


def proxied(data: bytes) -> None:
    """Makes an exchange with an engine behind a proxy."""
    endpoint = Endpoint("tcp", "engine.example:2375", url="tcp://engine.example:2375")
    with _answering(data.split(NEXT)):
        for method in ("GET", "HEAD", "POST"):
            transport = RequestsTransport(endpoint, "http://me:s3cret@proxy.example:3128", direct)
            response = transport(Request(method, "/x", headers={"X-Y": "€\udcff"}))
            assert isinstance(response.reason, str)
            assert all("\0" not in value for value in response.headers.values())
            response.read()


def direct(request: Request) -> Response:
    """Fails in place of the direct transport: these requests have to go through the proxy."""
    raise AssertionError(f"{request.method} {request.path} went past the proxy")


def proxy_address(data: bytes) -> None:
    """Uses these bytes as the address of a proxy."""
    address = data.decode("utf-8", "surrogateescape").replace("\0", "")
    endpoint = Endpoint("tcp", "engine.example:2375", url="tcp://engine.example:2375")
    with _answering([OK]):
        for environ in ({"HTTP_PROXY": f"http://me:{PASSWORD}@{address}"}, {"HTTP_PROXY": address}):
            for ask in (
                lambda environ=environ: open_url("http://files.example/x.tar", environ),
                lambda environ=environ: RequestsTransport(endpoint, environ["HTTP_PROXY"], direct)(
                    Request("GET", "/x")
                ),
            ):
                try:
                    ask()
                except PyDockError as error:
                    if PASSWORD in message_of(error):
                        raise RuntimeError("the message has the password") from error


def challenge(data: bytes) -> None:
    """Parses a challenge and asks for a token with it."""
    text = data.decode("latin-1")
    for scheme, parameters in parse_challenges(text):
        assert scheme
        assert scheme == scheme.lower()
        assert all(name == name.lower() for name in parameters)
    header = data.replace(b"\r", b"").replace(b"\n", b"")
    asked = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: " + header + b"\r\n\r\n"
    token = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"token":"abcd"}'
    with _answering([asked, token, OK]):
        RegistryAccess(_web(), BASE, AUTH, insecure=True).request("GET", "/v2/", scopes=("repository:a:pull",))


def errors(data: bytes) -> None:
    """Turns an answer with an error status into an error."""
    for kind in ("application/json; charset=utf-8", "text/plain", "text/html", ""):
        for status in (401, 404, 500):
            error = refusal(status, "Reason", {"content-type": kind}, data)
            assert error.message.strip()
    raise refusal(404, "Not Found", {"content-type": "application/json"}, data)


def helper(data: bytes) -> None:
    """Reads what a credential helper wrote."""
    text = data.decode("utf-8", "replace")
    for action in ("get", "list"):
        with mock.patch.object(CredentialHelper, "_run", return_value=text):
            one = CredentialHelper("x", {})
            try:
                result = one.get("registry.example") if action == "get" else one.list()
            except PyDockError as error:
                message_of(error)
            else:
                assert result is not None


_ANSWERS = (
    b"\r\n",
    b": ",
    b"Location: /y\r\n",
    b"Location: http://[::\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: br\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 ",
    b"HTTP/1.1 302\r\n",
    b"5\r\nhello\r\n",
    b"X: y\r\n",
    b" folded\r\n",
)
_UNAUTHORIZED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWww-Authenticate: "
_TOKEN = b'HTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n{"token":"abc","refresh_token":"def"}'
_REFUSED = b'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{"errors":[{"code":"X","message":"no"}]}'
WEB_TARGETS = (
    Target(
        "registry",
        registry,
        (
            NEXT.join((OK, OK)),
            NEXT.join((_UNAUTHORIZED + b'Bearer realm="http://a.b/t",service="s"\r\n\r\n', _TOKEN, OK)),
            NEXT.join((_UNAUTHORIZED + b'Basic realm="x"\r\n\r\n', OK)),
            b"HTTP/1.1 302 Found\r\nLocation: /v3/\r\nContent-Length: 0\r\n\r\n" + NEXT + OK,
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08",
            _REFUSED,
        ),
        (
            NEXT,
            b"\r\n",
            b": ",
            b"Location: http://[::\r\n",
            b"Location: //x\r\n",
            b"Content-Length: 5\r\n",
            b"Content-Length: -1\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"Content-Encoding: gzip\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 ",
            b"ffffffff\r\n",
            b"X: y\r\n",
            b" folded\r\n",
        ),
        has_lists=True,
    ),
    Target(
        "location",
        location,
        (
            b"http://user:pass@host.example:80/path?query#fragment",
            b"//host/path",
            b"../relative?x=y",
            b"https://[::1]:443/",
            b"http://xn--bcher-kva.example/%zz",
            b"file:///etc/passwd",
        ),
        (
            b"[",
            b"]",
            b"[::",
            b":",
            b"//",
            b"/",
            b"@",
            b"..",
            b"%",
            b"%25",
            b"?",
            b"#",
            b":99999",
            b"http:",
            b"javascript:",
            b"\xc3\xbc",
            b".",
        ),
    ),
    Target(
        "challenge",
        challenge,
        (
            b'Bearer realm="https://auth.example/token",service="registry.example",scope="a:b:c"',
            b"Basic realm=x, Bearer realm=http://a.b/t",
            b'Basic realm="a\\"b"',
            b'Bearer realm="http://a.b/token?x=y"',
        ),
        (
            b",",
            b'"',
            b"=",
            b" ",
            b"\\",
            b"Bearer ",
            b"Basic ",
            b"realm=",
            b'realm="http://[::"',
            b"a=b,",
            b'x="y",',
            b"a ",
            b"http://",
        ),
    ),
    Target(
        "refusals",
        errors,
        (
            b'{"errors":[{"code":"DENIED","message":"no","detail":null},{"code":"X"}]}',
            b'{"details":"no"}',
            b"<html>x</html>",
            b"plain\ntext",
        ),
        (b"{", b"[", b'"', b"null", b'{"code":1},', b'{"code":"A","message":"b"},', b"<", b"\\n"),
        has_lists=True,
    ),
    Target(
        "helper",
        helper,
        (
            b'{"ServerURL":"x","Username":"u","Secret":"S3CRET"}\n',
            b'{"https://a/":"u","b":null}',
            b"null",
        ),
        (b"{", b"}", b'"', b":", b"[", b",", b'"Secret":1', b'"username":"', b"\\ud800"),
    ),
    Target(
        "download",
        download,
        (
            OK,
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.1 301 Moved\r\nLocation: ../y\r\nContent-Length: 0\r\n\r\n" + NEXT + OK,
            b"HTTP/1.1 404 Not Found\r\n\r\nnot here\n",
        ),
        (NEXT, *_ANSWERS),
        has_lists=True,
    ),
    Target(
        "proxied",
        proxied,
        (
            OK,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            b"HTTP/1.0 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>",
            b"HTTP/1.1 204 No Content\r\n\r\n",
        ),
        _ANSWERS,
    ),
    Target(
        "proxy",
        proxy_address,
        (b"proxy.example:3128", b"http://user:p%40ss@[::1]:80/path", b"socks5://127.0.0.1:1", b"\xe2\x82\xac:x@h"),
        (
            b":",
            b"//",
            b"@",
            b"[",
            b"]",
            b"/",
            b"%",
            b"?",
            b"#",
            b"http://",
            b"https://",
            b":99999",
            b"..",
            b" ",
            b"*",
            b"xn--",
        ),
    ),
)
