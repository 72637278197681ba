"""TLS with registries: CAs and client certificates from certs.d, and servers whose certificate is not trusted."""

from __future__ import annotations

import os
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import trustme

from pydock_core.errors import RegistryError, SettingsError
from pydock_core.registry.certificates import certificates_folder, tls_context
from pydock_core.registry.web import PlainHTTP, Web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:
        """Suppresses the log of requests."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignores a client that closes the connection, which the tests expect."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA | None, *, wants_client: bool = False, name: str = "127.0.0.1") -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Handler)
    scheme = "http"
    if authority is not None:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        if wants_client:
            authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"{scheme}://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def url(authority: trustme.CA) -> Iterator[str]:
    yield from serving(authority)


@pytest.fixture
def choosy_url(authority: trustme.CA) -> Iterator[str]:
    yield from serving(authority, wants_client=True)


@pytest.fixture
def misnamed_url(authority: trustme.CA) -> Iterator[str]:
    yield from serving(authority, name="elsewhere.example.org")


@pytest.fixture
def plain_url() -> Iterator[str]:
    yield from serving(None)


def got(url: str, folder: Path, *, verify: bool = True) -> bytes:
    context = tls_context(str(folder), verify=verify)
    web = Web(context=context, verify=verify, environ={}, user_agent="tests", read_seconds=10)
    return web.exchange("GET", url).body


def test_certificate_of_unknown_ca_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r'^Get "https://.*": tls: failed to verify certificate: '):
        got(url, tmp_path)
    assert got(url, tmp_path, verify=False) == b"hello"


def test_certificate_for_another_host_name_is_refused(misnamed_url: str, authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.crt")
    with pytest.raises(RegistryError, match="tls: failed to verify certificate: "):
        got(misnamed_url, tmp_path)


def test_server_without_tls_raises_plain_http(plain_url: str, tmp_path: Path) -> None:
    with pytest.raises(PlainHTTP, match="http: server gave HTTP response to HTTPS client"):
        got(plain_url.replace("http:", "https:"), tmp_path)


def test_ca_in_certs_d_is_trusted(url: str, authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.crt")
    assert got(url, tmp_path) == b"hello"


def test_client_certificate_in_certs_d_is_sent(choosy_url: str, authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.crt")
    with pytest.raises(RegistryError):
        got(choosy_url, tmp_path)
    ours = authority.issue_cert("us@example.org")
    ours.cert_chain_pems[0].write_to_path(tmp_path / "us.cert")
    ours.private_key_pem.write_to_path(tmp_path / "us.key")
    assert got(choosy_url, tmp_path) == b"hello"


@pytest.mark.parametrize(
    ("name", "message"),
    [("ca.crt", "ca.crt: "), ("us.cert", "missing key us.key for client certificate us.cert")],
)
def test_unusable_certificate_error_names_file(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / name).write_text("nonsense")
    with pytest.raises(SettingsError, match=message):
        tls_context(str(tmp_path), verify=True)


def test_certificates_folder_equals_dockers() -> None:
    assert certificates_folder("host:5000", {}) == "/etc/docker/certs.d/host:5000"
    rootless = {"ROOTLESSKIT_STATE_DIR": "/run/x", "HOME": "/home/me"}
    assert certificates_folder("host", rootless) == "/home/me/.config/docker/certs.d/host"
    assert certificates_folder("host", {**rootless, "XDG_CONFIG_HOME": "/x"}) == "/x/docker/certs.d/host"


def test_certificates_never_come_from_the_current_folder() -> None:
    for environ in ({}, {"HOME": ""}, {"HOME": "home"}, {"XDG_CONFIG_HOME": "config"}):
        assert os.path.isabs(certificates_folder("host", {"ROOTLESSKIT_STATE_DIR": "/run/x", **environ}))
