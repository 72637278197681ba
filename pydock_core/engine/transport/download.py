"""Downloads files over HTTP, as remote build contexts: redirections are followed, the body is read in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
import urllib3

from pydock_core.engine.transport.bounded_headers import BoundedAdapter, HeaderTimeout
from pydock_core.engine.transport.connection_errors import dialed
from pydock_core.engine.transport.proxy import proxy_of
from pydock_core.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CONNECT_TIMEOUT_SECONDS = 30.0
_PIECE_BYTES = 1 << 16
_SHOWN_BYTES = 64 << 10
_SMART_GIT = "application/x-git-upload-pack-advertisement"
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)


def open_url(url: str, environ: Mapping[str, str]) -> tuple[int, Iterator[bytes]]:
    """Returns (the size in bytes, -1 if the server does not send it; the body in pieces) of the file at `url`.

    `environ` has the proxies. Raises ConnectionFailed with docker's message, for a status of 400 and more and for a
    body that is cut too.
    """
    failed = f"unable to download remote context {url}"
    try:
        answer = _request("GET", url, environ)
    except _FAILURES as error:
        raise ConnectionFailed(f'{failed}: Get "{url}": {_reason(url, error)}') from error
    if answer.status_code >= 400:
        with answer:
            message = answer.raw.read(_SHOWN_BYTES, decode_content=True).decode("utf-8", "replace").strip()
        status = f"{answer.status_code} {answer.reason}"
        raise ConnectionFailed(f"{failed}: failed to GET {url} with status {status}: {message}")
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else -1, _pieces(url, answer)


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
    session = requests.Session()
    session.trust_env = False  # the user's .netrc is not for this
    session.headers.clear()
    for prefix in ("http://", "https://"):
        session.mount(prefix, BoundedAdapter())
    session.headers["User-Agent"] = "Go-http-client/1.1"  # what servers see of docker
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    address = host if ":" in host.rpartition("]")[2] else f"{host}:{443 if scheme == 'https' else 80}"
    proxy = proxy_of(address, environ, tls=scheme == "https")
    return session.request(
        method,
        url,
        stream=True,
        allow_redirects=True,
        proxies={scheme: proxy} if proxy else None,
        timeout=(_CONNECT_TIMEOUT_SECONDS, None),
    )


def _pieces(url: str, answer: requests.Response) -> Iterator[bytes]:
    try:
        with answer:
            yield from answer.raw.stream(_PIECE_BYTES, decode_content=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise ConnectionFailed(f"the download of {url} ended too early: unexpected EOF") from error


def _reason(url: str, error: BaseException) -> str:
    """Returns the cause in Go's words, from the innermost error that requests and urllib3 have wrapped."""
    scheme, _, rest = url.partition("://")
    address = rest.partition("/")[0].rpartition("@")[2]
    if ":" not in address.rpartition("]")[2]:
        address += ":443" if scheme == "https" else ":80"
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__name__ == "gaierror":
            return f"dial tcp: lookup {address.rpartition(':')[0] or address}: no such host"
        if isinstance(cause, HeaderTimeout):
            return str(cause)
        if isinstance(cause, ConnectionRefusedError):
            return f"dial tcp {dialed(address)}: connect: connection refused"
        cause = cause.__cause__ or cause.__context__ or getattr(cause, "reason", None)
        if not isinstance(cause, BaseException):
            break
    return str(error)
