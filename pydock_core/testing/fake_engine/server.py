"""HTTP/1.1 as Go's server speaks it, on a connected socket: reads requests, writes responses, opens raw streams."""

from __future__ import annotations

import http
import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Answer, Asked
from pydock_core.testing.fake_engine.faults import Cut, Strike

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from pydock_core.testing.fake_engine.faults import Fault

    Handler = Callable[["Asked"], tuple["Answer", "Fault | None"]]

# Go answers with a length when the whole body fits into its buffer, and in chunks otherwise.
_LENGTH_LIMIT = 2048


class Hijacked:
    """A connection after the 101: raw bytes both ways. Writing raises OSError (or Cut) after the client has closed."""

    def __init__(self, sock: socket.socket, reader: BinaryIO, fault: Fault | None) -> None:
        self._sock = sock
        self._reader = reader
        self._strike = Strike(fault, sock.sendall) if fault else None

    def begin(self) -> None:
        """Performs a fault before the first byte."""
        if self._strike:
            self._strike.begin()

    def read(self) -> bytes:
        """Returns the next bytes from the client; b"" once it has closed its side."""
        try:
            return self._reader.read1(65536)  # type: ignore[attr-defined, no-any-return]  # BinaryIO lacks read1
        except (OSError, ValueError):  # ValueError: closed by the thread that writes
            return b""

    def write(self, data: bytes) -> None:
        """Sends all of `data`."""
        (self._strike.write if self._strike else self._sock.sendall)(data)


class Listener:
    """Serves a real unix socket at `path` until `close`; a context manager."""

    def __init__(self, path: str, handler: Handler) -> None:
        self.path = path
        self.host = f"unix://{path}"
        self._handler = handler
        self._sock = socket.socket(socket.AF_UNIX)
        self._sock.bind(path)
        self._sock.listen(64)
        threading.Thread(target=self._accept, name="fake engine", daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._sock.accept()
            except OSError:
                return
            serve_in_thread(sock, self._handler)

    def close(self) -> None:
        """Stops listening; the socket's file is removed."""
        try:
            self._sock.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept on Linux; macOS raises here
        except OSError:
            pass
        self._sock.close()
        if os.path.exists(self.path):
            os.unlink(self.path)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve_in_thread(sock: socket.socket, handler: Handler) -> None:
    """Answers the requests on `sock` in a thread, until the client closes it."""
    threading.Thread(target=_serve, args=(sock, handler), name="fake engine connection", daemon=True).start()


def _serve(sock: socket.socket, handler: Handler) -> None:
    with sock, sock.makefile("rb") as reader:
        try:
            while (asked := _read_request(reader)) is not None:
                answer, fault = handler(asked)
                if fault is not None and fault.before_answer:
                    fault.strike(sock.sendall)
                if answer.hijack is not None:
                    _hijack(sock, reader, asked, answer, fault)
                    return
                _write_answer(sock, asked, answer, fault)
        except (OSError, Cut):
            pass  # the client has gone, or a fault ends the connection
        finally:
            _shut(sock)


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # closed already


def _read_request(reader: BinaryIO) -> Asked | None:
    """Returns the next request; None once the client has closed the connection."""
    line = reader.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (text := reader.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _read_chunks(reader)
    else:
        body = reader.read(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)


def _read_chunks(reader: BinaryIO) -> bytes:
    pieces: list[bytes] = []
    while size := int(reader.readline().split(b";")[0] or b"0", 16):
        pieces.append(reader.read(size))
        reader.readline()
    while reader.readline().strip():
        pass  # trailers
    return b"".join(pieces)


def _head(answer: Answer, more: dict[str, str]) -> bytes:
    try:
        reason = http.HTTPStatus(answer.status).phrase
    except ValueError:
        reason = "Unknown"
    headers = dict(answer.headers)
    if answer.content_type is not None:
        headers["Content-Type"] = answer.content_type
    headers["Date"] = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    headers.update(more)
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _write_answer(sock: socket.socket, asked: Asked, answer: Answer, fault: Fault | None) -> None:
    body = answer.body
    if asked.method == "HEAD" or answer.status in (204, 304):
        sock.sendall(_head(answer, {"Content-Length": "0"} if asked.method == "HEAD" else {}))
        return
    pieces = [body] if isinstance(body, bytes) else body
    if isinstance(body, bytes) and len(body) <= _LENGTH_LIMIT:
        sock.sendall(_head(answer, {"Content-Length": str(len(body))}))
        strike = Strike(fault, sock.sendall) if fault else None
        if strike:
            strike.begin()
        if body:
            (strike.write if strike else sock.sendall)(body)
        return
    sock.sendall(_head(answer, {"Transfer-Encoding": "chunked"}))

    def write_chunk(data: bytes) -> None:
        sock.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    strike = Strike(fault, write_chunk) if fault else None
    if strike:
        strike.begin()
    for piece in pieces:
        if piece:
            (strike.write if strike else write_chunk)(piece)
    sock.sendall(b"0\r\n\r\n")


def _hijack(sock: socket.socket, reader: BinaryIO, asked: Asked, answer: Answer, fault: Fault | None) -> None:
    """Turns the connection into a raw stream: 101 for a client that requests an upgrade, 200 for an old one."""
    assert answer.hijack is not None
    lines = [f"Content-Type: {answer.content_type}"]
    if answer.status >= 400:
        # dockerd has hijacked the connection before the error: no length, and the bare message.
        status = f"{answer.status} {http.HTTPStatus(answer.status).phrase}"
    elif asked.headers.get("upgrade"):
        status = "101 UPGRADED"
        lines += ["Connection: Upgrade", "Upgrade: tcp"]
    else:
        status = "200 OK"
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    sock.sendall(("\r\n".join([f"HTTP/1.1 {status}", *lines]) + "\r\n\r\n").encode("latin-1"))
    stream = Hijacked(sock, reader, fault)
    stream.begin()
    answer.hijack(stream)
