"""Stands between a client and an engine and writes down each request; every byte passes on as soon as it arrives."""

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
    """One request as the client sent it, and the status of its answer (None while there is none).

    `path` keeps the API version, `query` the order and the empty values, `headers` names as they were written. `body`
    is without chunking. `complete` is False when the client went away before the end of the body.
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
        self.began = began  # by the monotonic clock, in seconds
        self.answered = threading.Event()  # set when the head of the final answer is known

    def header(self, name: str) -> str | None:
        """Returns a header's value, whatever the case of its name, None without it."""
        return _header(self.headers, name)

    @property
    def may_be_hijacked(self) -> bool:
        """Tells whether the connection becomes a raw stream when the engine agrees: upgrades, attach, exec."""
        takes_over = self.path.endswith("/attach") or ("/exec/" in self.path and self.path.endswith("/start"))
        return self.header("Upgrade") is not None or (self.method == "POST" and takes_over)

    def json(self) -> Any:
        """Returns the decoded body. ValueError when it isn't JSON."""
        return json.loads(self.body)

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {self.query} → {self.status}>"


class Relay:
    """Listens on `host` for clients of the engine at the unix socket `engine_socket`."""

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
        """What a client's DOCKER_HOST has to be."""
        return f"unix://{self.socket}"

    def take(self, *, timeout_seconds: float = 5) -> list[Request]:
        """Returns the requests since the last call, in the order in which they began, once all clients hung up.

        TimeoutError when one is still connected after that time.
        """
        with socket.socket(socket.AF_UNIX) as last:
            # Connections are accepted in order: when this one has been ended, no earlier one is still waiting.
            last.connect(self.socket)
            last.shutdown(socket.SHUT_WR)
            last.settimeout(timeout_seconds)
            last.recv(1)
        with self._changed:
            if not self._changed.wait_for(lambda: self._open == 0, timeout_seconds):
                raise TimeoutError(f"{self._open} connections still open: {self._requests}")
            taken, self._requests = self._requests, []
            # The engine may have answered, and the client gone on, before the thread of a connection came to record.
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
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts, which close alone doesn't
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
            except OSError:  # the engine is gone: the client sees the connection end
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
    """One end of a connection is closed."""


class _Wire:
    """One direction of a connection: what is read from it has been sent on already."""

    def __init__(self, source: socket.socket, destination: socket.socket) -> None:
        self._source = source
        self._destination = destination
        self._buffer = b""
        self.received = 0.0  # when the last bytes came, by the monotonic clock, in seconds

    def line(self) -> str:
        """Returns the next line without its end."""
        while b"\n" not in self._buffer:
            self._fill()
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("latin-1")

    def read(self, most: int) -> bytes:
        """Returns the next bytes, at least one and at most that many."""
        if not self._buffer:
            self._fill()
        taken, self._buffer = self._buffer[:most], self._buffer[most:]
        return taken

    def pass_on(self) -> None:
        """Passes on all that is left, until the source ends."""
        while True:
            self._fill()
            self._buffer = b""

    def end(self) -> None:
        """Closes the destination for writing only, so that the other direction goes on after a half-close."""
        try:
            self._destination.shutdown(socket.SHUT_WR)
        except OSError:  # it is closed altogether
            return

    def abandon(self) -> None:
        """Ends both directions, when nobody is left who reads what the source says."""
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
    """What is said on one connection: requests in one direction, their answers in the same order in the other."""

    def __init__(self, record: Callable[[Request], None]) -> None:
        self._record = record
        self._asked: queue.SimpleQueue[Request | None] = queue.SimpleQueue()  # None: no more requests
        self._silent = False  # the engine says nothing more

    def follow_requests(self, wire: _Wire) -> None:
        """Reads requests until the client ends or a stream takes over the connection."""
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
                    # Only the answer tells whether another request or a stream follows.
                    while not request.answered.wait(0.2) and not self._silent:
                        pass
                    if request.hijacked:
                        wire.pass_on()
        except _EndedError:
            pass
        except ValueError:  # no HTTP: nothing can follow it
            wire.abandon()
        finally:
            self._asked.put(None)

    def follow_responses(self, wire: _Wire) -> None:
        """Reads the answers until the engine ends."""
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
    """Returns status and headers of the next final answer; 100 Continue and its like are passed over."""
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
    """Yields the pieces of a body; without a length and `until_end`, all until the connection ends."""
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
