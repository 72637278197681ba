"""An adapter for requests whose connections bound a response's header: its size, and its time from the first byte on.

A read timeout bounds each wait for bytes: a server that sends one byte from time to time is never slow enough for that.
http.client bounds each line and the number of lines, but reads any number of 100 Continue answers.
"""

from __future__ import annotations

import base64
import http.client
import io
import urllib.parse
from time import monotonic
from typing import TYPE_CHECKING

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from pydock_core.engine.transport.pooled_connection import HEADER_SECONDS

if TYPE_CHECKING:
    import socket
    import ssl
    from typing import Any

HEAD_LIMIT = 1 << 20  # bytes of all 1xx answers and of the final answer's headers


class HeaderTimeout(TimeoutError):
    """A server began a response and did not complete its header in time."""


class BoundedAdapter(requests.adapters.HTTPAdapter):
    """An adapter whose requests fail with a read timeout, caused by HeaderTimeout, if a header does not end.

    A header of more than HEAD_LIMIT bytes fails with http.client.HTTPException. `context` is the TLS context, None for
    that of requests.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context: dict[str, Any] = {} if context is None else {"ssl_context": context}
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **{**more, **self._context})
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Returns the header with a proxy's user and password, in UTF-8 as in Go; requests knows Latin-1 only."""
        userinfo = proxy.partition("://")[2].partition("/")[0].rpartition("@")[0]
        user, _, password = (urllib.parse.unquote_to_bytes(part) for part in userinfo.partition(":"))
        if not user:
            return {}
        return {"Proxy-Authorization": f"Basic {base64.b64encode(user + b':' + password).decode()}"}

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **{**more, **self._context})
        if type(manager) is urllib3.ProxyManager:  # another class makes connections to SOCKS proxies
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _Reader(io.RawIOBase):
    """The bytes of a response; until `end_header`, their number and the time after the first ones are limited."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw: Any = sock.makefile("rb", buffering=0)
        self._usual = sock.gettimeout()
        self._in_header = True
        self._deadline = 0.0
        self._left = HEAD_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if not self._in_header:
            return self._raw.readinto(buffer)  # type: ignore[no-any-return]  # the raw file of a socket
        if self._deadline:
            left = self._deadline - monotonic()
            if left <= 0:
                raise _timeout()
            self._sock.settimeout(left if self._usual is None else min(left, self._usual))
        try:
            count: int | None = self._raw.readinto(buffer)
        except TimeoutError as error:
            if self._deadline:
                raise _timeout() from error
            raise
        self._deadline = self._deadline or monotonic() + HEADER_SECONDS
        self._left -= count or 0
        if self._left < 0:
            raise http.client.HTTPException(f"got more than {HEAD_LIMIT} bytes of headers")
        return count

    def end_header(self) -> None:
        """Ends the limits; the body may come as slowly as the usual timeout allows."""
        if self._in_header and self._deadline:
            self._sock.settimeout(self._usual)
        self._in_header = False

    def close(self) -> None:
        self._raw.close()
        super().close()


def _timeout() -> HeaderTimeout:
    return HeaderTimeout(
        f"the server began its answer and did not complete the header within {HEADER_SECONDS:g} seconds"
    )


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **more: Any) -> None:
        super().__init__(sock, *arguments, **more)
        self.fp.close()
        self._reader = _Reader(sock)
        self.fp = io.BufferedReader(self._reader)

    def begin(self) -> None:
        super().begin()
        self._reader.end_header()


class _Connection(HTTPConnection):
    response_class = _Response


class _TLSConnection(HTTPSConnection):
    response_class = _Response


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


_POOLS = {"http": _Pool, "https": _TLSPool}
