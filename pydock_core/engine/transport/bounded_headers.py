"""An adapter for requests whose connections bound a response's header, and refuse malformed lines that others accept.

A read timeout bounds each wait for bytes: a server that sends one byte from time to time is never slow enough for that.
http.client bounds each line and the number of lines, but reads any number of 100 Continue answers. It accepts NUL and
carriage returns in headers, and urllib3 reads the length of a chunk with `int`: `0x2` is a length, and `-1` means all
that comes, which no limit bounds.
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

from pydock_core.engine.transport.chunked_body import TRAILER_LIMIT
from pydock_core.engine.transport.pooled_connection import HEADER_SECONDS

if TYPE_CHECKING:
    import socket
    import ssl
    from typing import Any

HEAD_LIMIT = 1 << 20  # bytes of all 1xx answers and of the final answer's headers
_LINE_LIMIT = 1 << 16  # bytes
_LENGTH_DIGITS = 16  # of a chunk
_DIGITS = b"0123456789abcdefABCDEF"


class MalformedResponse(http.client.HTTPException):
    """An answer beyond a limit, or with a line that HTTP forbids; the text says what is wrong."""


class HeaderTimeout(TimeoutError):
    """A server began a response and did not complete its header in time."""


class BoundedAdapter(requests.adapters.HTTPAdapter):
    """An adapter whose requests fail with a read timeout, caused by HeaderTimeout, if a header does not end.

    A header of more than HEAD_LIMIT bytes and a malformed line fail with MalformedResponse. `context` is the TLS
    context, None for that of requests.
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
        self.in_header = True
        self._deadline = 0.0
        self._left = HEAD_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if not self.in_header:
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
            raise MalformedResponse(f"got more than {HEAD_LIMIT} bytes of headers")
        return count

    def end_header(self) -> None:
        """Ends the limits; the body may come as slowly as the usual timeout allows."""
        if self.in_header and self._deadline:
            self._sock.settimeout(self._usual)
        self.in_header = False

    def close(self) -> None:
        self._raw.close()
        super().close()


def _timeout() -> HeaderTimeout:
    return HeaderTimeout(
        f"the server began its answer and did not complete the header within {HEADER_SECONDS:g} seconds"
    )


class _Lines(io.BufferedReader):
    """The bytes of a response; each line of the header, and of what is between chunks, is checked."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__(reader)
        self._reader = reader
        self._trailers = -1  # lines after the last chunk, -1 before it

    def readline(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _LINE_LIMIT + 1
        line = super().readline(size)
        if self._reader.in_header:
            text = line.removesuffix(b"\n").removesuffix(b"\r")
            if b"\0" in text or b"\r" in text:
                raise MalformedResponse(f"a NUL or carriage return in the header line {text[:80]!r}")
        elif self._trailers >= 0:
            self._trailers += 1
            if self._trailers > TRAILER_LIMIT:
                raise MalformedResponse(f"got more than {TRAILER_LIMIT} lines after the last chunk")
        elif line:
            length = line.partition(b";")[0].strip()
            if not length or len(length) > _LENGTH_DIGITS or length.strip(_DIGITS):
                raise MalformedResponse(f"invalid byte in chunk length {length[:32]!r}")
            if not length.strip(b"0"):
                self._trailers = 0
        return line


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **more: Any) -> None:
        super().__init__(sock, *arguments, **more)
        self.fp.close()
        self._reader = _Reader(sock)
        self.fp = _Lines(self._reader)

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
