"""Exchanges through requests with servers that are not trusted: registries, download servers, engines behind proxies.

requests follows redirections of any kind, reads their bodies whole, keeps cookies, and undoes any number of content
encodings; http.client waits for as many 1xx answers as there are. None of this happens here.
"""

from __future__ import annotations

import http.client
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from pydock_core.engine.transport.proxy import proxy_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from typing import Any

HEAD_LIMIT = 1 << 20  # bytes of all 1xx answers and of the final answer's headers
REDIRECTIONS = 10  # as in Go
_SEEN_OTHER = (301, 302, 303)
_SAME_REQUEST = (307, 308)


class RedirectError(requests.RequestException):
    """A redirection that is not followed; the text is the reason."""


class _Head:
    """The begin of an answer, as a file of which at most `HEAD_LIMIT` bytes are read."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = HEAD_LIMIT

    def readline(self, limit: int = -1) -> bytes:
        line: bytes = self._file.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise http.client.HTTPException(f"got more than {HEAD_LIMIT} bytes of headers")
        return line

    def close(self) -> None:
        self._file.close()


class _BoundedAnswer(http.client.HTTPResponse):
    """An answer whose head has a limit."""

    fp: Any

    def begin(self) -> None:
        """Reads the head."""
        file = self.fp
        self.fp = head = _Head(file)
        try:
            super().begin()
        finally:
            if self.fp is head:
                self.fp = file


class _PlainConnection(HTTPConnection):
    response_class = _BoundedAnswer


class _TLSConnection(HTTPSConnection):
    response_class = _BoundedAnswer


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


_POOLS = {"http": _PlainPool, "https": _TLSPool}


class _Adapter(requests.adapters.HTTPAdapter):
    """An adapter for answers with a limited head, and for a TLS context of the caller."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context: dict[str, Any] = {} if context is None else {"ssl_context": context}
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **{**more, **self._context})
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **{**more, **self._context})
        if isinstance(manager, urllib3.ProxyManager):  # SOCKS has pools of its own
            manager.pool_classes_by_scheme = _POOLS
        return manager


class WebSession(requests.Session):
    """A session without redirections, cookies, the user's .netrc, and headers of requests' own.

    `context` is the TLS context, None for that of requests. Bodies are read with `raw.stream(decode_content=False)`;
    `content_encoding` returns the encoding that they have.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.clear()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.mount("http://", _Adapter(None))
        self.mount("https://", _Adapter(context))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Returns None: requests would read a redirection's body and resolve its address in any case."""
        return None


def content_encoding(answer: requests.Response) -> str:
    """Returns the content encoding of an answer in lower case, "" for none; urllib3 then leaves the body as it is."""
    encoding = answer.raw.headers.pop("content-encoding", "")
    return "" if encoding.strip().lower() == "identity" else encoding.strip().lower()


def host_and_port(url: str) -> str:
    """Returns `HOST:PORT` of a URL, with the port of its scheme if it names none."""
    scheme, host = _origin(url)
    return host if ":" in host.rpartition("]")[2] else f"{host}:{443 if scheme == 'https' else 80}"


def follow(
    session: WebSession, method: str, url: str, environ: Mapping[str, str], *, insecure: bool = False, **more: Any
) -> requests.Response:
    """Makes an exchange, follows up to ten redirections as Go does, and returns the last answer, its body unread.

    `environ` has the proxies; `more` are arguments of `Session.request`. A header Authorization is sent again to the
    same scheme, host and port only. Raises RedirectError for an address that is invalid or has another scheme than http
    and https, and for a request with a body that would leave TLS, unless `insecure`; RequestException and ValueError if
    an exchange fails.
    """
    for _ in range(REDIRECTIONS + 1):
        scheme = url.partition(":")[0]
        proxy = proxy_of(host_and_port(url), environ, tls=scheme == "https")
        proxies = {scheme: proxy} if proxy else None
        answer = session.request(method, url, stream=True, allow_redirects=False, proxies=proxies, **more)
        location = answer.headers.get("location", "")
        if not location or answer.status_code not in (*_SEEN_OTHER, *_SAME_REQUEST):
            return answer
        answer.close()
        target = _target(url, location)
        if answer.status_code in _SEEN_OTHER:
            method = "HEAD" if method == "HEAD" else "GET"
            more = {**more, "data": None}
        elif more.get("data") and url.startswith("https:") and not target.startswith("https:") and not insecure:
            raise RedirectError(f"refused the redirection to {target[:200]}, which would send the request without TLS")
        if _origin(target) != _origin(url):
            headers = more.get("headers") or {}
            more = {**more, "headers": {name: headers[name] for name in headers if name.lower() != "authorization"}}
        url = target
    raise RedirectError(f"stopped after {REDIRECTIONS} redirects")


def _target(url: str, location: str) -> str:
    """Returns the absolute address of a redirection, without a fragment."""
    try:
        # http.client decodes headers as Latin-1.
        target = urljoin(url, location.encode("latin-1").decode("utf-8", "replace")).partition("#")[0]
        scheme = target.partition(":")[0].lower()
    except ValueError as error:
        raise RedirectError(f"failed to parse the Location of a redirection: {location[:200]!r}") from error
    if scheme not in ("http", "https"):
        raise RedirectError(f'unsupported protocol scheme "{scheme[:40]}" in the Location of a redirection')
    return scheme + target[len(scheme) :]


def _origin(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    return scheme, authority


def causes(error: BaseException, handled: BaseException | None = None) -> list[BaseException]:
    """Returns the error and all that requests and urllib3 have wrapped in it: as arguments, reason, cause or context.

    `handled` is the exception that was being handled when the exchange began, which is the context of every other.
    """
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one is not handled and one not in found:
            found.append(one)
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return found


def malformed(found: list[BaseException]) -> str:
    """Returns what is wrong with the HTTP of an answer, "" for a failure of another kind."""
    for cause in found:
        if isinstance(cause, http.client.BadStatusLine) and not isinstance(cause, http.client.RemoteDisconnected):
            return f"malformed HTTP response {str(cause)[:80]!r}"
        if isinstance(cause, http.client.HTTPException) and "got more than" in str(cause):
            return f"malformed HTTP response: {cause}"
    return ""
