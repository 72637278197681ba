"""Faults on demand: errors of an engine, a proxy or a network, at a chosen point of a response."""

from __future__ import annotations

import fnmatch
import threading
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.exchange import Answer, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing.fake_engine.exchange import Asked

OVERSIZED_FRAME = b"\x01\0\0\0\xff\xff\xff\xff"
UNKNOWN_STREAM = b"\x09\0\0\0\0\0\0\x03odd"
CUT_FRAME = b"\x01\0\0\0\0\0\0\x0acut"


class Cut(Exception):
    """Ends the connection at once, before the announced end of the body."""


class Fault:
    """One fault; made by the functions below, set by `FakeEngine.fault`.

    `reached` is set once an exchange has come to it, for tests that wait for this; `release()` ends a hanging fault.
    """

    def __init__(
        self,
        *,
        answer: Answer | None = None,
        insert: bytes = b"",
        after_bytes: int | None = None,
        after_chunks: int | None = None,
        delay_seconds: float = 0.0,
        hang: bool = False,
        cut: bool = False,
        refuse: bool = False,
    ) -> None:
        self.answer = answer
        self.insert = insert
        self.after_bytes = after_bytes
        self.after_chunks = after_chunks
        self.delay_seconds = delay_seconds
        self.hang = hang
        self.cut = cut
        self.refuse = refuse
        self.reached = threading.Event()
        self._released = threading.Event()

    def release(self) -> None:
        """Ends the hanging: the exchange continues."""
        self._released.set()

    @property
    def before_answer(self) -> bool:
        """Whether the fault occurs before the status line, and not in the body."""
        return self.after_bytes is None and self.after_chunks is None

    def strike(self, write: Callable[[bytes], None]) -> None:
        """Performs the fault at its point; raises Cut if the connection ends there."""
        self.reached.set()
        if self.delay_seconds:
            self._released.wait(self.delay_seconds)
        if self.hang:
            self._released.wait()
        if self.insert:
            write(self.insert)
        if self.cut or self.refuse:
            raise Cut


class Strike:
    """The writer of one response's body with a fault: writes the bytes, and performs the fault at its point."""

    def __init__(self, fault: Fault, write: Callable[[bytes], None]) -> None:
        self._fault = fault
        self._write = write
        self._bytes_left = fault.after_bytes
        self._chunks_left = fault.after_chunks
        self._struck = fault.before_answer

    def begin(self) -> None:
        """Performs the fault before the first byte, if that is its point."""
        if not self._struck and (self._bytes_left == 0 or self._chunks_left == 0):
            self._now()

    def write(self, data: bytes) -> None:
        """Writes `data`, up to the point and beyond it."""
        if self._struck:
            self._write(data)
            return
        if self._bytes_left is not None:
            if len(data) < self._bytes_left:
                self._bytes_left -= len(data)
                self._write(data)
                return
            head, data = data[: self._bytes_left], data[self._bytes_left :]
            if head:
                self._write(head)
            self._now()
            if data:
                self._write(data)
        elif self._chunks_left is not None:
            self._write(data)
            self._chunks_left -= 1
            if self._chunks_left == 0:
                self._now()

    def _now(self) -> None:
        self._struck = True
        self._fault.strike(self._write)


class Rule:
    """Selects the exchanges with a fault: by method, pattern of the path, and number among the matching ones."""

    def __init__(self, method: str, path_pattern: str, fault: Fault, *, after: int, times: int | None) -> None:
        self._method = method
        self._pattern = path_pattern
        self._after = after
        self._times = times
        self.fault = fault

    def matches(self, asked: Asked) -> bool:
        """Returns whether this exchange has the fault; counts the matching ones."""
        if self._method not in ("*", asked.method) or not fnmatch.fnmatchcase(asked.path, self._pattern):
            return False
        if self._after:
            self._after -= 1
            return False
        if self._times is None:
            return True
        self._times -= 1
        return self._times >= 0


def cut(*, after_bytes: int | None = None, after_chunks: int | None = None) -> Fault:
    """Returns a fault that ends the connection after so much of the body; by default before any response."""
    return Fault(cut=True, after_bytes=after_bytes, after_chunks=after_chunks)


def hang(*, after_bytes: int | None = None, after_chunks: int | None = None) -> Fault:
    """Returns a fault that stops the response after so much of the body (by default before it), until `release()`."""
    return Fault(hang=True, after_bytes=after_bytes, after_chunks=after_chunks)


def delay(seconds: float, *, after_bytes: int | None = None, after_chunks: int | None = None) -> Fault:
    """Returns a fault that stops the response for so many seconds."""
    return Fault(delay_seconds=seconds, after_bytes=after_bytes, after_chunks=after_chunks)


def insert(data: bytes, *, after_bytes: int | None = None, after_chunks: int | None = None, cut: bool = False) -> Fault:
    """Returns a fault that inserts bytes (OVERSIZED_FRAME, UNKNOWN_STREAM, CUT_FRAME, …), by default at the start."""
    if after_bytes is None and after_chunks is None:
        after_bytes = 0
    return Fault(insert=data, after_bytes=after_bytes, after_chunks=after_chunks, cut=cut)


def refuse() -> Fault:
    """Returns a fault that refuses the connection through `FakeEngine.send`, and closes it on a real socket."""
    return Fault(refuse=True)


def answer(status: int = 200, body: bytes = b"", *, content_type: str | None = "application/json") -> Fault:
    """Returns a fault that replaces the response: an HTML page, `null`, a list, no JSON, a 204 in place of a body."""
    return Fault(answer=Answer(status, body, content_type=content_type))


def message(text: str | bytes, *, status: int = 500) -> Fault:
    """Returns a fault that responds with this error message; bytes are sent unescaped, also invalid UTF-8."""
    if isinstance(text, str):
        return Fault(answer=Answer(status, encoded({"message": text}), content_type="application/json"))
    return answer(status, b'{"message":"' + text + b'"}\n')
