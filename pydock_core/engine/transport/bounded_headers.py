"""An adapter for requests whose connections bound the time of a response's header, once its first byte has come.

A read timeout bounds each wait for bytes: a server that sends one byte from time to time is never slow enough for that.
"""

from __future__ import annotations

import http.client
import io
from time import monotonic
from typing import TYPE_CHECKING

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from pydock_core.engine.transport.pooled_connection import HEADER_SECONDS

if TYPE_CHECKING:
    import socket
    from typing import Any


class HeaderTimeout(TimeoutError):
    """A server began a response and did not complete its header in time."""


class BoundedAdapter(requests.adapters.HTTPAdapter):
    """An adapter whose requests fail with a read timeout, caused by HeaderTimeout, if a header does not end."""

    def init_poolmanager(self, *arguments: Any, **more: Any) -> None:
        super().init_poolmanager(*arguments, **more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *arguments: Any, **more: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **more)
        if type(manager) is urllib3.ProxyManager:  # another class makes connections to SOCKS proxies
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _Reader(io.RawIOBase):
    """The bytes of a response; until `end_header`, all but the first wait share HEADER_SECONDS."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw: Any = sock.makefile("rb", buffering=0)
        self._usual = sock.gettimeout()
        self._in_header = True
        self._deadline = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._in_header and self._deadline:
            left = self._deadline - monotonic()
            if left <= 0:
                raise _timeout()
            self._sock.settimeout(left if self._usual is None else min(left, self._usual))
            try:
                return self._raw.readinto(buffer)  # type: ignore[no-any-return]  # the raw file of a socket
            except TimeoutError as error:
                raise _timeout() from error
        count: int | None = self._raw.readinto(buffer)
        self._deadline = monotonic() + HEADER_SECONDS
        return count

    def end_header(self) -> None:
        """Ends the limit; the body may come as slowly as the usual timeout allows."""
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
