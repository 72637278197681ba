"""The transport over requests, for tcp engines behind an HTTP proxy; the engine's side of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
import urllib3

from pydock_core.engine.messages import BytesBody, Response
from pydock_core.engine.transport import connection_errors
from pydock_core.engine.transport.web_session import (
    RefusedExchange,
    WebSession,
    causes,
    check_proxy,
    content_encoding,
    malformed,
    shown_proxy,
)
from pydock_core.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.engine.endpoint import Endpoint
    from pydock_core.engine.messages import Request
    from pydock_core.engine.protocols import Send

_CONNECT_TIMEOUT_SECONDS = 30.0
_TUNNEL_FAILED = "Tunnel connection failed: "
# --tls without a CA asks for this, and docker prints no warning.
urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


class RequestsTransport:
    """A `Send` through `proxy`; hijacked exchanges, which no proxy carries, go to `direct`, as in docker."""

    def __init__(self, endpoint: Endpoint, proxy: str, direct: Send) -> None:
        self._endpoint = endpoint
        self._direct = direct
        self._proxy = proxy
        self._scheme = "https" if endpoint.tls is not None else "http"
        self._session = WebSession()

    def __call__(self, request: Request) -> Response:
        """Makes the exchange; a redirection is returned like any other response."""
        if request.hijack:
            return self._direct(request)
        url = f"{self._scheme}://{self._endpoint.address}{request.target}"
        # http.client encodes headers as Latin-1; Go and the other transports as UTF-8.
        headers = {
            name: value.encode("utf-8", "surrogateescape").decode("latin-1") for name, value in request.headers.items()
        }
        try:
            check_proxy(self._proxy, self._scheme)
            prepared = requests.Request(request.method, url, headers=headers, data=request.body).prepare()
        except RefusedExchange as error:
            raise connection_errors.during_connect(self._endpoint, request, str(error)) from error
        except ValueError as error:  # of requests, for an address
            raise connection_errors.during_connect(self._endpoint, request, "invalid URL") from error
        prepared.url = url  # requests would escape it again, differently
        material = self._endpoint.tls
        verify: bool | str = True
        cert: tuple[str, str] | None = None
        if material is not None:
            verify = (material.ca_file or True) if material.verify else False
            if material.cert_file and material.key_file:
                cert = (material.cert_file, material.key_file)
        try:
            answer = self._session.send(
                prepared,
                stream=True,
                allow_redirects=False,
                proxies={self._scheme: self._proxy},
                verify=verify,
                cert=cert,
                timeout=(request.timeout_seconds or _CONNECT_TIMEOUT_SECONDS, request.timeout_seconds),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise self._failed(request, error) from error
        received = {name.lower(): value for name, value in answer.headers.items()}
        if request.method == "HEAD" or answer.status_code in (204, 304):
            answer.close()
            return Response(answer.status_code, answer.reason or "", received, BytesBody())
        return Response(answer.status_code, answer.reason or "", received, WebBody(answer))

    def close(self) -> None:
        """Closes the idle connections."""
        self._session.close()

    def _failed(self, request: Request, error: Exception) -> ConnectionFailed:
        shown = shown_proxy(self._proxy)
        variable = f"{self._scheme.upper()}_PROXY"
        if isinstance(error, requests.exceptions.ProxyError):
            texts = (str(inner) for inner in causes(error))
            answer = next((text for text in texts if text.startswith(_TUNNEL_FAILED)), "")
            outcome = f"refused: {answer.removeprefix(_TUNNEL_FAILED)}" if answer else "can't be reached"
            what = f"proxyconnect tcp: the proxy {shown} {outcome}; check {variable} and NO_PROXY"
        elif isinstance(error, ValueError):  # requests' words for addresses
            what = "invalid URL"
        elif isinstance(error, requests.exceptions.SSLError):
            what = self._tls_failure(error) or f"tls: no secure connection through the proxy {shown}"
        elif isinstance(error, requests.exceptions.Timeout):
            what = f"the proxy {shown} did not answer in time"
        elif problem := malformed(causes(error)):
            what = problem
        else:
            what = f"EOF (the connection through the proxy {shown} ended without an answer)"
        return connection_errors.during_connect(self._endpoint, request, what)

    def _tls_failure(self, error: Exception) -> str | None:
        from pydock_core.engine.transport.tls import explain

        material = self._endpoint.tls
        if material is None:
            return None
        explained = [explain(self._endpoint, material, inner) for inner in causes(error) if isinstance(inner, OSError)]
        return next(filter(None, explained), None)


class WebBody:
    """The body of a response of requests; one that is cut raises ConnectionFailed."""

    def __init__(self, answer: requests.Response) -> None:
        self._answer = answer
        content_encoding(answer)  # the body is passed on as it comes
        self._pieces: Iterator[bytes] = answer.raw.stream(65536, decode_content=False)
        self._ready = b""

    def read(self, size: int = 65536) -> bytes:
        try:
            while not self._ready:
                piece = next(self._pieces, None)
                if piece is None:
                    self._answer.close()
                    return b""
                self._ready = piece
        except (urllib3.exceptions.HTTPError, OSError) as error:
            self._answer.close()
            reason = malformed(causes(error)) or "the connection to the engine ended in the middle of its answer"
            raise ConnectionFailed(reason) from error
        data, self._ready = self._ready[:size], self._ready[size:]
        return data

    def close(self) -> None:
        self._answer.close()
