"""HTTP exchanges with a registry through requests, which only this module (and engines behind a proxy) imports."""

from __future__ import annotations

import ssl
import warnings
from typing import TYPE_CHECKING

import requests
import urllib3

from pydock_core.engine.transport.bounded_headers import BoundedAdapter, HeaderTimeout
from pydock_core.engine.transport.connection_errors import dialed
from pydock_core.engine.transport.proxy import proxy_of
from pydock_core.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

BODY_LIMIT = 16 << 20
CONNECT_SECONDS = 30
# OpenSSL's reasons for an answer that is not TLS, which differ between its versions.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")


class PlainHTTP(RegistryError):
    """The server answered TLS with HTTP."""


class Answer:
    """An HTTP response: status, reason, headers (names in lower case) and the whole body, at most 16 MiB."""

    __slots__ = ("body", "headers", "reason", "status")

    def __init__(self, status: int, reason: str, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body


class _Adapter(BoundedAdapter):
    """An adapter that uses the given TLS context for its connections."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._context, **more)

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        return super().proxy_manager_for(*arguments, ssl_context=self._context, **more)


class Web:
    """Makes HTTP exchanges; follows redirections, without the password. `verify` False accepts any certificate."""

    def __init__(
        self, *, context: ssl.SSLContext, verify: bool, environ: Mapping[str, str], user_agent: str, read_seconds: float
    ) -> None:
        self._environ = environ
        self._verify = verify
        self._read_seconds = read_seconds
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers["User-Agent"] = user_agent
        self._session.mount("http://", BoundedAdapter())
        self._session.mount("https://", _Adapter(context))

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: bytes | None = None
    ) -> Answer:
        """Returns the answer, whatever its status.

        Raises RegistryError with Go's message if the exchange fails, PlainHTTP if the server does not speak TLS.
        """
        scheme, _, rest = url.partition("://")
        host = rest.partition("/")[0]
        address = host if ":" in host.rpartition("]")[2] else f"{host}:{443 if scheme == 'https' else 80}"
        proxy = proxy_of(address, self._environ, tls=scheme == "https")
        request = f'{method.capitalize()} "{url}"'
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
                answer = self._session.request(
                    method,
                    url,
                    headers=headers,
                    data=data,
                    stream=True,
                    verify=self._verify,
                    proxies={scheme: proxy} if proxy else None,
                    timeout=(CONNECT_SECONDS, self._read_seconds),
                )
            body = b"".join(_read_limited(answer))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _failure(request, address, error) from error
        known = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.reason or "", known, body)


def _read_limited(answer: requests.Response) -> list[bytes]:
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_content(65536):
        size += len(piece)
        if size > BODY_LIMIT:
            answer.close()
            raise RegistryError(f"{answer.url} answered with more than {BODY_LIMIT >> 20} MiB")
        pieces.append(piece)
    return pieces


def _failure(request: str, address: str, error: BaseException) -> RegistryError:
    """Returns the error for a failed exchange, with Go's message."""
    causes = _causes(error)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return RegistryError(f"{request}: tls: failed to verify certificate: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            if any(word in f"{cause.reason} {cause}" for word in _NO_TLS):
                return PlainHTTP(f"{request}: http: server gave HTTP response to HTTPS client")
            return RegistryError(f"{request}: tls: {(cause.reason or str(cause)).replace('_', ' ').lower()}")
    if any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes):
        return RegistryError(f"{request}: proxyconnect tcp: the proxy can't be reached")
    for cause in causes:
        if type(cause).__name__ == "gaierror":
            return RegistryError(f"{request}: dial tcp: lookup {address.rpartition(':')[0]}: no such host")
        if isinstance(cause, ConnectionRefusedError):
            return RegistryError(f"{request}: dial tcp {dialed(address)}: connect: connection refused")
    for cause in causes:
        if isinstance(cause, HeaderTimeout):
            return RegistryError(f"{request}: {cause}")
    if any(isinstance(cause, (TimeoutError, requests.exceptions.Timeout)) for cause in causes):
        return RegistryError(f"{request}: i/o timeout")
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return RegistryError(f"{request}: {cause.strerror.lower()}")
    return RegistryError(f"{request}: EOF (the registry ended the connection without an answer)")


def _causes(error: BaseException) -> list[BaseException]:
    """Returns the error and all of its causes: requests and urllib3 keep the original errors in their arguments."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
    return found
