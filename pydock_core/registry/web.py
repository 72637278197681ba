"""HTTP exchanges with a registry through requests, which only this module (and engines behind a proxy) imports."""

from __future__ import annotations

import ssl
import sys
import warnings
import zlib
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
from pydock_core.errors import RegistryError

if TYPE_CHECKING:
    from collections.abc import Mapping

BODY_LIMIT = 16 << 20
CONNECT_SECONDS = 30
_GZIP = 31  # zlib's number for gzip with the largest window
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


class Web:
    """Makes HTTP exchanges; follows redirections, without the password. `verify` False accepts any certificate."""

    def __init__(
        self, *, context: ssl.SSLContext, verify: bool, environ: Mapping[str, str], user_agent: str, read_seconds: float
    ) -> None:
        self._environ = environ
        self._verify = verify
        self._read_seconds = read_seconds
        self._session = WebSession(context)
        self._session.headers["User-Agent"] = user_agent

    def exchange(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, data: bytes | None = None
    ) -> Answer:
        """Returns the answer, whatever its status.

        Raises RegistryError with Go's message if the exchange fails, PlainHTTP if the server does not speak TLS.
        """
        request = f'{method.capitalize()} "{url}"'
        handled = sys.exc_info()[1]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
                answer = follow(
                    self._session,
                    method,
                    url,
                    self._environ,
                    insecure=not self._verify,
                    headers=headers,
                    data=data,
                    verify=self._verify,
                    timeout=(CONNECT_SECONDS, self._read_seconds),
                )
                body = _read_limited(answer)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _failure(request, host_and_port(url), causes(error, handled)) from error
        known = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, answer.reason or "", known, body)


def _read_limited(answer: requests.Response) -> bytes:
    """Returns the body without its content encoding, which may be gzip, once."""
    encoding = content_encoding(answer)
    if encoding not in ("", "gzip", "x-gzip"):
        answer.close()
        raise RegistryError(f"{answer.url} answered with the content encoding {encoding[:80]!r}, which PyDock lacks")
    unpacker = zlib.decompressobj(_GZIP) if encoding else None
    pieces: list[bytes] = []
    size = 0
    for packed in answer.raw.stream(65536, decode_content=False):
        try:
            piece = unpacker.decompress(packed, BODY_LIMIT + 1) if unpacker is not None else packed
        except zlib.error as error:
            answer.close()
            raise RegistryError(f"{answer.url} answered with a body that is no gzip data") from error
        size += len(piece)
        if size > BODY_LIMIT:
            answer.close()
            raise RegistryError(f"{answer.url} answered with more than {BODY_LIMIT >> 20} MiB")
        pieces.append(piece)
    if unpacker is not None and size and not unpacker.eof:
        raise RegistryError(f"{answer.url} answered with gzip data that is cut")
    return b"".join(pieces)


def _failure(request: str, address: str, found: list[BaseException]) -> RegistryError:
    """Returns the error for a failed exchange, with Go's message; `found` are the error and its causes."""
    if isinstance(found[0], RefusedExchange):
        return RegistryError(f"{request}: {found[0]}")
    for cause in found:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return RegistryError(f"{request}: tls: failed to verify certificate: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            if any(word in f"{cause.reason} {cause}" for word in _NO_TLS):
                return PlainHTTP(f"{request}: http: server gave HTTP response to HTTPS client")
            return RegistryError(f"{request}: tls: {(cause.reason or str(cause)).replace('_', ' ').lower()}")
    if any(isinstance(cause, requests.exceptions.ProxyError) for cause in found):
        return RegistryError(f"{request}: proxyconnect tcp: the proxy can't be reached")
    for cause in found:
        if type(cause).__name__ == "gaierror":
            return RegistryError(f"{request}: dial tcp: lookup {address.rpartition(':')[0]}: no such host")
        if isinstance(cause, ConnectionRefusedError):
            return RegistryError(f"{request}: dial tcp {dialed(address)}: connect: connection refused")
    if problem := malformed(found):
        return RegistryError(f"{request}: {problem}")
    if any(isinstance(cause, (TimeoutError, requests.exceptions.Timeout)) for cause in found):
        return RegistryError(f"{request}: i/o timeout")
    for cause in found:
        if isinstance(cause, OSError) and cause.strerror:
            return RegistryError(f"{request}: {cause.strerror.lower()}")
    if any(isinstance(cause, ValueError) for cause in found):  # of requests and urllib3, for addresses
        return RegistryError(f"{request}: invalid URL")
    return RegistryError(f"{request}: EOF (the registry ended the connection without an answer)")
