"""A relay between a client and an engine that records each request and forwards every byte without delay."""

from __future__ import annotations

import json
import queue
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.engines import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


class Request:
    """A request as the client sent it, with the status of its response (None before the response).

    `path` has the API version, `query` keeps the order and empty values, `headers` the case of the names. `body` is
    decoded from chunks. `complete` is False if the client closed the connection before the end of the body.
    """

    __slots__ = ("answered", "began", "body", "complete", "headers", "hijacked", "method", "path", "query", "status")

    def __init__(self, method: str, target: str, headers: list[tuple[str, str]], began: float = 0) -> None:
        parts = urlsplit(target)
        self.method = method
        self.path = parts.path
        self.query = parse_qsl(parts.query, keep_blank_values=True)
        self.headers = headers
        self.body = b""
        self.complete = False
        self.status: int | None = None
        self.hijacked = False
        self.began = began  # monotonic clock, in seconds
        self.answered = threading.Event()  # set after the head of the final response

    def header(self, name: str) -> str | None:
        """Returns the value of a header, None without the header; the case of the name is ignored."""
        return _header(self.headers, name)

    @property
    def may_be_hijacked(self) -> bool:
        """Returns whether the connection becomes a raw stream if the engine agrees: upgrade, attach, exec."""
        takes_over = self.path.endswith("/attach") or ("/exec/" in self.path and self.path.endswith("/start"))
        return self.header("Upgrade") is not None or (self.method == "POST" and takes_over)

    def json(self) -> Any:
        """Returns the decoded body; raises ValueError if the body is no JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {self.query} → {self.status}>"


class Relay:
    """Forwards connections to `host` to the engine at the unix socket `engine_socket`; a context manager."""

    def __init__(self, engine_socket: str) -> None:
        self._engine_socket = engine_socket
        self._owner = processes.Folder("pydock-relay")
        self.socket = f"{self._owner.path}/docker.sock"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.socket)
        self._listener.listen(64)
        self._requests: list[Request] = []
        self._open = 0
        self._changed = threading.Condition()

    @property
    def host(self) -> str:
        """The DOCKER_HOST of clients."""
        return f"unix://{self.socket}"

    def take(self, *, timeout_seconds: float = 5) -> list[Request]:
        """Waits until all clients have disconnected, and returns the requests since the last call in order.

        Raises TimeoutError if a client is still connected after that time.
        """
        with socket.socket(socket.AF_UNIX) as last:
            # Connections are accepted in order: after the end of this one no earlier connection is waiting.
            last.connect(self.socket)
            last.shutdown(socket.SHUT_WR)
            last.settimeout(timeout_seconds)
            last.recv(1)
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, timeout_seconds):
                raise TimeoutError(f"{self._open} connections still open: {self._requests}")
            taken, self._requests = self._requests, []
            # The client may have its response before the thread of the connection has recorded the request.
            return sorted(taken, key=lambda request: request.began)

    def so_far(self) -> list[Request]:
        """Returns the requests since the last `take`, while clients may still be connected."""
        with self._changed:
            return list(self._requests)

    def __enter__(self) -> Relay:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread, unlike close
        self._listener.close()
        self._owner.remove()

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            try:
                engine.connect(self._engine_socket)
            except OSError:  # without an engine the client sees the end of the connection
                client.close()
                engine.close()
                continue
            with self._changed:
                self._open += 1
            threading.Thread(target=self._converse, args=(client, engine), daemon=True).start()

    def _converse(self, client: socket.socket, engine: socket.socket) -> None:
        conversation = _Conversation(self._record)
        upwards = threading.Thread(target=conversation.follow_requests, args=(_Wire(client, engine),), daemon=True)
        upwards.start()
        conversation.follow_responses(_Wire(engine, client))
        upwards.join()
        client.close()
        engine.close()
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def _record(self, request: Request) -> None:
        with self._changed:
            self._requests.append(request)


class _EndedError(Exception):
    """Raised if one end of a connection is closed."""


class _Wire:
    """One direction of a connection; forwards bytes before a read returns them."""

    def __init__(self, source: socket.socket, destination: socket.socket) -> None:
        self._source = source
        self._destination = destination
        self._buffer = b""
        self.received = 0.0  # time of the last bytes by the monotonic clock, in seconds

    def line(self) -> str:
        """Returns the next line without the line end."""
        while b"\n" not in self._buffer:
            self._fill()
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("latin-1")

    def read(self, most: int) -> bytes:
        """Returns the next bytes, at least one and at most `most`."""
        if not self._buffer:
            self._fill()
        taken, self._buffer = self._buffer[:most], self._buffer[most:]
        return taken

    def pass_on(self) -> None:
        """Forwards all bytes until the end of the source."""
        while True:
            self._fill()
            self._buffer = b""

    def end(self) -> None:
        """Closes the destination for writing only: the other direction goes on."""
        try:
            self._destination.shutdown(socket.SHUT_WR)
        except OSError:  # both directions are closed
            return

    def abandon(self) -> None:
        """Closes both directions, as the destination reads no more."""
        for side in (self._source, self._destination):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:  # already closed
                continue

    def _fill(self) -> None:
        try:
            received = self._source.recv(65536)
        except OSError:
            received = b""
        if not received:
            self.end()
            raise _EndedError
        self.received = time.monotonic()
        try:
            self._destination.sendall(received)
        except OSError:
            self.abandon()
            raise _EndedError from None
        self._buffer += received


class _Conversation:
    """The messages of one connection: requests in one direction, responses in the same order in the other."""

    def __init__(self, record: Callable[[Request], None]) -> None:
        self._record = record
        self._asked: queue.SimpleQueue[Request | None] = queue.SimpleQueue()  # None: no more requests
        self._silent = False  # the engine sends no more responses

    def follow_requests(self, wire: _Wire) -> None:
        """Reads requests until the client disconnects or the connection becomes a stream."""
        try:
            while True:
                method, target, _ = wire.line().split(" ", 2)
                began = wire.received
                request = Request(method, target, _headers(wire), began)
                self._record(request)
                self._asked.put(request)
                pieces: list[bytes] = []
                try:
                    for piece in _body(wire, request.headers):
                        pieces.append(piece)
                    request.complete = True
                finally:
                    request.body = b"".join(pieces)
                if request.may_be_hijacked:
                    # The response decides whether another request or a stream follows.
                    while not request.answered.wait(0.2) and not self._silent:
                        pass
                    if request.hijacked:
                        wire.pass_on()
        except _EndedError:
            pass
        except ValueError:  # not HTTP: no request can follow
            wire.abandon()
        finally:
            self._asked.put(None)

    def follow_responses(self, wire: _Wire) -> None:
        """Reads the responses until the engine disconnects."""
        try:
            while True:
                status, headers = _status(wire)
                request = self._asked.get()
                if request is None:
                    wire.pass_on()
                    return
                request.status = status
                framed = _header(headers, "Transfer-Encoding") or _header(headers, "Content-Length")
                request.hijacked = status == 101 or (request.may_be_hijacked and status == 200 and not framed)
                request.answered.set()
                if request.hijacked:
                    wire.pass_on()
                if request.method != "HEAD" and status not in (204, 304):
                    for _ in _body(wire, headers, until_end=True):
                        pass
        except _EndedError:
            pass
        except ValueError:
            wire.abandon()
        finally:
            self._silent = True


def _status(wire: _Wire) -> tuple[int, list[tuple[str, str]]]:
    """Returns status and headers of the next final response; skips responses with a status below 200."""
    while True:
        status = int(wire.line().split(" ", 2)[1])
        headers = _headers(wire)
        if status == 101 or status >= 200:
            return status, headers


def _headers(wire: _Wire) -> list[tuple[str, str]]:
    headers = []
    while line := wire.line():
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    return headers


def _header(headers: list[tuple[str, str]], name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def _body(wire: _Wire, headers: list[tuple[str, str]], *, until_end: bool = False) -> Iterator[bytes]:
    """Yields the pieces of a body; one without a length, with `until_end`, lasts until the end of the connection."""
    if (_header(headers, "Transfer-Encoding") or "").lower() == "chunked":
        while size := int(wire.line().split(";")[0], 16):
            yield from _exactly(wire, size)
            wire.line()
        _headers(wire)
        return
    length = _header(headers, "Content-Length")
    if length is not None:
        yield from _exactly(wire, int(length))
    elif until_end:
        wire.pass_on()


def _exactly(wire: _Wire, size: int) -> Iterator[bytes]:
    while size > 0:
        piece = wire.read(size)
        size -= len(piece)
        yield piece
