"""Downloads files over HTTP, as remote build contexts: redirections are followed, the body is read in pieces."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import requests
import urllib3

from pydock_core.engine.transport.connection_errors import dialed
from pydock_core.engine.transport.web_session import (
    RefusedExchange,
    WebSession,
    causes,
    content_encoding,
    follow,
    host_and_port,
    malformed,
)
from pydock_core.errors import ConnectionFailed
from pydock_core.values.urls import redact_text, redact_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CONNECT_TIMEOUT_SECONDS = 30.0
_PIECE_BYTES = 1 << 16
_SHOWN_BYTES = 64 << 10
_LENGTH_DIGITS = 19
_SMART_GIT = "application/x-git-upload-pack-advertisement"
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)


def open_url(url: str, environ: Mapping[str, str]) -> tuple[int, Iterator[bytes]]:
    """Returns (the size in bytes, -1 if the server does not send it; the body in pieces) of the file at `url`.

    `environ` has the proxies. Raises ConnectionFailed with docker's message, for a status of 400 and more and for a
    body that is cut too.
    """
    shown = redact_url(url)
    handled = sys.exc_info()[1]
    failed = f"unable to download remote context {shown}"
    try:
        answer = _request("GET", url, environ)
        if answer.status_code >= 400:
            with answer:
                message = answer.raw.read(_SHOWN_BYTES).decode("utf-8", "replace").strip()
            status = f"{answer.status_code} {answer.reason}"
            raise ConnectionFailed(redact_text(f"{failed}: failed to GET {shown} with status {status}: {message}", url))
    except _FAILURES as error:
        raise ConnectionFailed(f'{failed}: Get "{shown}": {redact_text(_reason(url, error, handled), url)}') from error
    length = answer.headers.get("Content-Length", "")
    is_length = length.isascii() and length.isdigit() and len(length) < _LENGTH_DIGITS
    return int(length) if is_length else -1, _pieces(shown, answer)


def is_smart_git(url: str, environ: Mapping[str, str]) -> bool:
    """Tells whether `url` is the service address of a git server that can send parts of a history ("smart")."""
    for method in ("HEAD", "GET"):
        try:
            with _request(method, url, environ) as answer:
                if answer.status_code == 200:
                    return answer.headers.get("Content-Type") == _SMART_GIT
        except _FAILURES:
            continue
    return False


def _request(method: str, url: str, environ: Mapping[str, str]) -> requests.Response:
    session = WebSession()
    session.headers["User-Agent"] = "Go-http-client/1.1"  # what servers see of docker
    answer = follow(session, method, url, environ, timeout=(_CONNECT_TIMEOUT_SECONDS, None))
    content_encoding(answer)  # the file is sent to the engine as it comes
    return answer


def _pieces(url: str, answer: requests.Response) -> Iterator[bytes]:
    try:
        with answer:
            yield from answer.raw.stream(_PIECE_BYTES, decode_content=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        problem = malformed(causes(error)) or "unexpected EOF"
        raise ConnectionFailed(f"the download of {url} ended too early: {problem}") from error


def _reason(url: str, error: BaseException, handled: BaseException | None) -> str:
    """Returns the cause in Go's words, from the innermost error that requests and urllib3 have wrapped."""
    address = host_and_port(url)
    found = causes(error, handled)
    if isinstance(error, RefusedExchange):
        return str(error)
    if any(isinstance(cause, requests.exceptions.ProxyError) for cause in found):
        return "proxyconnect tcp: the proxy can't be reached"
    for cause in found:
        if type(cause).__name__ == "gaierror":
            return f"dial tcp: lookup {address.rpartition(':')[0] or address}: no such host"
        if isinstance(cause, ConnectionRefusedError):
            return f"dial tcp {dialed(address)}: connect: connection refused"
    return malformed(found) or str(error)
