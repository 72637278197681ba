from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.transport.download import is_smart_git, open_url
from pydock_core.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

SMART = "application/x-git-upload-pack-advertisement"


_REDIRECTIONS = {"/loop": "/loop", "/elsewhere": "file:///etc/passwd", "/bad": "http://[::"}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.partition("?")[0]
        if name == "/moved":
            self.send_response(302)
            self.send_header("Location", "/file")
        elif name in _REDIRECTIONS:
            self.send_response(302)
            self.send_header("Location", _REDIRECTIONS[name])
        elif name == "/nosuch":
            self.send_response(404, "Not Here")
        else:
            self.send_response(200)
            if name == "/git/info/refs":
                self.send_header("Content-Type", SMART)
            if name == "/many":
                for number in range(101):
                    self.send_header(f"X-{number}", "y")
            length = {"/cut": "9", "/digits": "9" * 5000}.get(name, "4")
            self.send_header("Content-Length", length)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b" gone \n" if name == "/nosuch" else b"text")

    def do_HEAD(self) -> None:
        if self.path.startswith("/git"):
            self.send_error(405)
        else:
            self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as made:
        threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()


def test_download_from_a_closed_port_has_go_s_message() -> None:
    with pytest.raises(ConnectionFailed) as failure:
        open_url("http://127.0.0.1:1/x", {})
    assert failure.value.message == (
        'unable to download remote context http://127.0.0.1:1/x: Get "http://127.0.0.1:1/x": '
        "dial tcp 127.0.0.1:1: connect: connection refused"
    )


def test_download_from_a_closed_port_names_the_address_of_the_host() -> None:
    with pytest.raises(ConnectionFailed, match=r"dial tcp (127\.0\.0\.1|\[::1\]):1: connect: connection refused$"):
        open_url("http://localhost:1/x", {})


def test_download_from_an_unknown_host_has_go_s_message(server: str) -> None:
    with pytest.raises(ConnectionFailed, match=r"dial tcp: lookup nosuch\.invalid: no such host$"):
        open_url("http://nosuch.invalid/x", {})


def test_download_of_an_invalid_url_is_refused() -> None:
    with pytest.raises(ConnectionFailed, match="unable to download remote context"):
        open_url("http://", {})


def test_download_error_has_the_server_s_message(server: str) -> None:
    with pytest.raises(ConnectionFailed, match=f"failed to GET {server}/nosuch with status 404 Not Here: gone$"):
        open_url(f"{server}/nosuch", {})


def test_cut_download_is_an_error(server: str) -> None:
    size, pieces = open_url(f"{server}/cut", {})
    assert size == 9
    with pytest.raises(ConnectionFailed, match="ended too early: unexpected EOF"):
        list(pieces)


@pytest.mark.parametrize("path", ["/file", "/moved"])
def test_download_has_its_size_after_a_redirection_too(server: str, path: str) -> None:
    size, pieces = open_url(server + path, {})
    assert (size, b"".join(pieces)) == (4, b"text")


@pytest.mark.parametrize(("path", "smart"), [("/git/info/refs?service=x", True), ("/file", False), ("/nosuch", False)])
def test_smart_git_server_is_known_by_its_content_type(server: str, path: str, smart: bool) -> None:
    assert is_smart_git(server + path, {}) is smart


def test_unreachable_git_server_is_not_smart() -> None:
    assert not is_smart_git("http://127.0.0.1:1/x", {})


SECRET = "s3cr%65t"


@pytest.mark.parametrize("path", ["loop", "elsewhere", "bad", "many", "nosuch", "cut"])
def test_download_error_has_no_password(server: str, path: str) -> None:
    url = f"{server}/{path}".replace("http://", f"http://me:{SECRET}@")
    with pytest.raises(ConnectionFailed) as failure:
        _, pieces = open_url(url, {})
        b"".join(pieces)
    message = failure.value.message
    assert "http://me:xxxxx@127.0.0.1" in message
    assert "s3cr" not in message
    assert "no such file or directory" not in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("loop", "stopped after 10 redirects"),
        ("elsewhere", 'unsupported protocol scheme "file" in the Location of a redirection'),
        ("bad", "failed to parse the Location of a redirection: 'http://[::'"),
        ("many", "malformed HTTP response: got more than 100 headers"),
    ],
)
def test_download_from_a_hostile_server_is_reported(server: str, path: str, words: str) -> None:
    try:
        raise FileNotFoundError(2, "No such file or directory")  # a path that is no folder
    except FileNotFoundError:
        with pytest.raises(ConnectionFailed) as failure:
            open_url(f"{server}/{path}", {})
    assert failure.value.message == (
        f'unable to download remote context {server}/{path}: Get "{server}/{path}": {words}'
    )


def test_download_size_of_thousands_of_digits_is_unknown(server: str) -> None:
    size, _ = open_url(f"{server}/digits", {})
    assert size == -1
