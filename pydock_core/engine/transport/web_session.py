"""Exchanges through requests with servers that are not trusted: registries, download servers, engines behind proxies.

requests follows redirections of any kind, reads their bodies whole, keeps cookies, and undoes any number of content
encodings; http.client waits for as many 1xx answers as there are. None of this happens here.
"""

from __future__ import annotations

import http.client
from http.cookiejar import DefaultCookiePolicy
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
import urllib3

from pydock_core.engine.transport.bounded_headers import BoundedAdapter, HeaderTimeout, MalformedResponse
from pydock_core.engine.transport.proxy import proxy_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from typing import Any

REDIRECTIONS = 10  # as in Go
_SEEN_OTHER = (301, 302, 303)
_SAME_REQUEST = (307, 308)
_PROXY_SCHEMES = (
    "http",
    "https",
    "socks4",
    "socks4a",
    "socks5",
    "socks5h",
)  # of requests; after http and https PySocks'


class RefusedExchange(requests.RequestException):
    """An exchange that is not made; the text is the reason."""


class RedirectError(RefusedExchange):
    """A redirection that is not followed."""


class ProxyAddressError(RefusedExchange):
    """A proxy's address that is none; the text has no password."""


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
        self.mount("http://", BoundedAdapter())
        self.mount("https://", BoundedAdapter(context))

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
    and https, and for a request with a body that would leave TLS, unless `insecure`; ProxyAddressError for an invalid
    proxy; RequestException and ValueError if an exchange fails.
    """
    for _ in range(REDIRECTIONS + 1):
        scheme = url.partition(":")[0]
        proxy = proxy_of(host_and_port(url), environ, tls=scheme == "https")
        if proxy:
            check_proxy(proxy, scheme)
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


def check_proxy(proxy: str, scheme: str) -> None:
    """Raises ProxyAddressError unless `proxy` is the address of a proxy, for requests to URLs of `scheme`.

    requests fails at other addresses in many ways, and quotes their passwords.
    """
    try:
        parsed = urllib3.util.parse_url(proxy)
        is_address = bool(parsed.host and parsed.host.strip("[]").encode("idna"))
    except ValueError:  # of urllib3, of `int`, of the codec
        is_address = False
    schemes = _PROXY_SCHEMES if find_spec("socks") else _PROXY_SCHEMES[:2]
    if not is_address or parsed.scheme not in schemes:
        raise ProxyAddressError(
            f"proxyconnect tcp: {shown_proxy(proxy)} is not the address of an HTTP proxy; check {scheme.upper()}_PROXY"
        )


def shown_proxy(proxy: str) -> str:
    """Returns a proxy's address without user and password."""
    return f"{proxy.partition('://')[0]}://{proxy.rpartition('@')[2].rpartition('://')[2]}"


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
    """Returns the fault in the HTTP of an answer or in the time of its header, "" for a failure of another kind."""
    for cause in found:
        if isinstance(cause, HeaderTimeout):
            return str(cause)
        if isinstance(cause, MalformedResponse):
            return f"malformed HTTP response: {cause}"
        if isinstance(cause, http.client.BadStatusLine) and not isinstance(cause, http.client.RemoteDisconnected):
            return f"malformed HTTP response {str(cause)[:80]!r}"
        if isinstance(cause, http.client.HTTPException) and "got more than" in str(cause):
            return f"malformed HTTP response: {cause}"
    return ""
