"""The registry client against unusual servers: challenges, tokens, wrong digests, large answers, no TLS."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pydock_core.errors import RegistryError
from pydock_core.registry import web
from pydock_core.registry.client import (
    DOCKER_MANIFEST,
    Manifest,
    Registry,
    fetch_blob,
    fetch_manifest,
    is_local,
    sha256,
)
from pydock_core.values.references import Reference, parse_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = b'{"schemaVersion": 2}'
AUTH = {"username": "somebody", "password": "secret"}
BASIC = "Basic c29tZWJvZHk6c2VjcmV0"


class Server(ThreadingHTTPServer):
    """An HTTP server; `answers` maps "METHOD /path" to status, headers and body; `asked` keeps the requests.

    The answer for "METHOD /path for us" is for requests with an Authorization header.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {"GET /v2/": (200, {}, b"{}")}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def registry(self, **auth: str) -> Registry:
        return Registry(self.domain, auth=auth, environ={}, user_agent="tests", insecure=True)

    def reference(self, name: str) -> Reference:
        return parse_reference(f"{self.domain}/{name}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers, body))
        key = f"{self.command} {urlsplit(self.path).path}"
        if "authorization" in headers and f"{key} for us" in self.server.answers:
            key += " for us"
        status, more, content = self.server.answers.get(key, (404, {}, b""))
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815  http.server's names

    def log_message(self, format: str, *args: object) -> None:
        """Suppresses the log of requests."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def has_manifest(server: Server, data: bytes = DOCUMENT, name: str = "x", tag: str = "1") -> None:
    server.answers[f"GET /v2/{name}/manifests/{tag}"] = (200, {"Content-Type": DOCKER_MANIFEST}, data)


def fetched(server: Server, name: str = "x:1", **auth: str) -> Manifest:
    reference = server.reference(name)
    return server.registry(**auth).read(reference, lambda access: fetch_manifest(access, reference))


def test_plain_http_registry_is_refused_without_insecure(server: Server) -> None:
    has_manifest(server)
    reference = server.reference("x:1")
    registry = Registry(server.domain, auth={}, environ={}, user_agent="tests")
    with pytest.raises(RegistryError, match="no such manifest: "):
        registry.read(reference, lambda access: fetch_manifest(access, reference))


def test_missing_manifest_error_names_reference(server: Server) -> None:
    server.answers["GET /v2/x/manifests/1"] = (
        404,
        {"Content-Type": "application/json"},
        b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}',
    )
    with pytest.raises(RegistryError) as caught:
        fetched(server)
    assert caught.value.message == f"no such manifest: {server.domain}/x:1"


def test_registry_refusal_has_registrys_message(server: Server) -> None:
    server.answers["GET /v2/x/manifests/1"] = (500, {}, b"oops")
    with pytest.raises(RegistryError, match="received unexpected HTTP status: 500 Internal Server Error"):
        fetched(server)


def test_connection_refused_has_gos_message() -> None:
    registry = Registry("127.0.0.1:1", auth={}, environ={}, user_agent="tests", insecure=True)
    with pytest.raises(RegistryError) as caught:
        registry.read(parse_reference("127.0.0.1:1/x:1"), lambda access: access)
    assert caught.value.message == (
        'failed to configure transport: error pinging v2 registry: Get "https://127.0.0.1:1/v2/": '
        "dial tcp 127.0.0.1:1: connect: connection refused"
    )


def test_connection_refused_names_the_address_of_the_host() -> None:
    registry = Registry("localhost:1", auth={}, environ={}, user_agent="tests", insecure=True)
    with pytest.raises(RegistryError, match=r"v2/\": dial tcp (127\.0\.0\.1|\[::1\]):1: connect: connection refused$"):
        registry.read(parse_reference("localhost:1/x:1"), lambda access: access)


def test_manifest_with_wrong_digest_is_refused(server: Server) -> None:
    digest = sha256(b"another")
    has_manifest(server, tag=digest)
    with pytest.raises(RegistryError, match=f"manifest verification failed for digest {digest}"):
        fetched(server, f"x@{digest}")


def test_blob_with_wrong_digest_is_refused(server: Server) -> None:
    digest = sha256(b"another")
    server.answers[f"GET /v2/x/blobs/{digest}"] = (200, {}, b"this")
    reference = server.reference("x:1")
    with pytest.raises(RegistryError, match="image config verification failed"):
        server.registry().read(reference, lambda access: fetch_blob(access, reference, digest))


def test_endless_response_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "BODY_LIMIT", 1000)
    has_manifest(server, bytes(2000))
    with pytest.raises(RegistryError, match="answered with more than"):
        fetched(server)


@pytest.mark.parametrize(
    ("challenge", "message"),
    [
        ("Basic", "no basic auth credentials"),
        ("Bearer", "no realm specified for token auth challenge"),
        ('Bearer realm="ftp://x"', "invalid token auth challenge realm: ftp://x"),
    ],
)
def test_challenge_without_credentials_is_reported(server: Server, challenge: str, message: str) -> None:
    server.answers["GET /v2/"] = (401, {"WWW-Authenticate": challenge}, b"")
    with pytest.raises(RegistryError) as caught:
        fetched(server)
    assert caught.value.message == f'Get "http://{server.domain}/v2/x/manifests/1": {message}'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"no", "unable to decode token response: "),
        (b"[]", "unable to decode token response: no object"),
        (b"{}", "authorization server did not include a token in the response"),
        (b'{"token":5}', "authorization server did not include a token in the response"),
    ],
)
def test_invalid_token_response_is_reported(server: Server, body: bytes, message: str) -> None:
    asks_for_a_token(server, body)
    with pytest.raises(RegistryError, match=message):
        fetched(server)


def asks_for_a_token(server: Server, body: bytes) -> None:
    challenge = f'Bearer realm="http://{server.domain}/token",service="here"'
    server.answers["GET /v2/"] = (401, {"WWW-Authenticate": challenge}, b"")
    server.answers["GET /token"] = server.answers["POST /token"] = (200, {}, body)


def last(server: Server, path: str) -> tuple[dict[str, list[str]], dict[str, str], bytes]:
    """Returns query, headers and body of the last request for `path`."""
    _, target, headers, body = [asked for asked in server.asked if urlsplit(asked[1]).path == path][-1]
    return parse_qs(urlsplit(target).query), headers, body


def test_basic_challenge_is_answered_with_user_and_password(server: Server) -> None:
    server.answers["GET /v2/"] = (401, {"WWW-Authenticate": "Basic realm=x"}, b"")
    has_manifest(server)
    assert fetched(server, **AUTH).data == DOCUMENT
    assert last(server, "/v2/x/manifests/1")[1]["authorization"] == BASIC


def test_token_is_fetched_for_requested_scope(server: Server) -> None:
    asks_for_a_token(server, b'{"token":"t"}')
    has_manifest(server)
    assert fetched(server, **AUTH).media_type == DOCKER_MANIFEST
    query, headers, _ = last(server, "/token")
    assert query == {"service": ["here"], "scope": ["repository:x:pull"], "account": ["somebody"]}
    assert headers["authorization"] == BASIC
    assert last(server, "/v2/x/manifests/1")[1]["authorization"] == "Bearer t"


def test_identity_token_is_exchanged_for_access_token(server: Server) -> None:
    asks_for_a_token(server, b'{"access_token":"t"}')
    has_manifest(server)
    fetched(server, identitytoken="mine")
    form = parse_qs(last(server, "/token")[2].decode())
    assert (form["grant_type"], form["refresh_token"], form["scope"]) == (
        ["refresh_token"],
        ["mine"],
        ["repository:x:pull"],
    )


def test_registry_token_is_sent_unchanged(server: Server) -> None:
    asks_for_a_token(server, b"")
    has_manifest(server)
    fetched(server, registrytoken="mine")
    assert last(server, "/v2/x/manifests/1")[1]["authorization"] == "Bearer mine"


def test_login_returns_identity_token(server: Server) -> None:
    asks_for_a_token(server, b'{"token":"t","refresh_token":"kept"}')
    with pytest.raises(RegistryError, match="failed with status: 401 Unauthorized"):
        server.registry(**AUTH).log_in()
    server.answers["GET /v2/ for us"] = (200, {}, b"")
    assert server.registry(**AUTH).log_in() == "kept"
    assert last(server, "/token")[0]["offline_token"] == ["true"]


def test_blob_mount_returns_success(server: Server) -> None:
    reference = server.reference("y:1")
    server.answers["POST /v2/y/blobs/uploads/"] = (201, {}, b"")
    assert server.registry().mount(reference, sha256(b""), "x")
    assert last(server, "/v2/y/blobs/uploads/")[0] == {"from": ["x"], "mount": [sha256(b"")]}
    server.answers["POST /v2/y/blobs/uploads/"] = (202, {"Location": "/v2/y/blobs/uploads/1"}, b"")
    assert not server.registry().mount(reference, sha256(b""), "x")
    assert server.asked[-1][:2] == ("DELETE", "/v2/y/blobs/uploads/1")


def test_stored_manifest_digest_must_match(server: Server) -> None:
    manifest = Manifest(DOCKER_MANIFEST, DOCUMENT)
    server.answers["PUT /v2/x/manifests/1"] = (201, {"Docker-Content-Digest": manifest.digest}, b"")
    assert server.registry().put(server.reference("x:1"), manifest) == manifest.digest
    assert server.asked[-1][2]["content-type"] == DOCKER_MANIFEST
    for headers in ({}, {"Docker-Content-Digest": sha256(b"")}):
        server.answers["PUT /v2/x/manifests/1"] = (201, headers, b"")
        with pytest.raises(RegistryError, match="failed to put manifest"):
            server.registry().put(server.reference("x:1"), manifest)


def test_password_is_not_sent_to_another_server(server: Server) -> None:
    with Server() as other:
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()
        server.answers["GET /v2/"] = (401, {"WWW-Authenticate": "Basic"}, b"")
        digest = sha256(b"blob")
        elsewhere = {"Location": f"http://localhost:{other.server_address[1]}/blob"}
        server.answers[f"GET /v2/x/blobs/{digest}"] = (307, elsewhere, b"")
        other.answers["GET /blob"] = (200, {}, b"blob")
        reference = server.reference("x:1")
        registry = server.registry(**AUTH)
        assert registry.read(reference, lambda access: fetch_blob(access, reference, digest)) == b"blob"
        assert "authorization" not in last(other, "/blob")[1]
        other.shutdown()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("localhost:5000", True),
        ("127.1.2.3:1", True),
        ("[::1]:5000", True),
        ("example.test", False),
    ],
)
def test_local_registry_needs_no_certificate(host: str, local: bool) -> None:
    assert is_local(host) == local


def test_registry_documents_are_json(server: Server) -> None:
    has_manifest(server)
    value: Any = json.loads(fetched(server).data)
    assert value == {"schemaVersion": 2}
