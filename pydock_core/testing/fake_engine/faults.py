"""Faults on demand: what an engine, a proxy or a network does wrong, at the point of an answer where it does."""

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
    """Ends the connection at once, whatever has been announced."""


class Fault:
    """One thing that goes wrong; made by the functions below, set by `FakeEngine.fault`.

    `reached` is set when an exchange has come to it, so that a test can wait for that; `release()` lets a hanging one
    go on.
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
        """Lets what hangs go on."""
        self._released.set()

    @property
    def before_answer(self) -> bool:
        """Whether it strikes before the status line, and not somewhere in the body."""
        return self.after_bytes is None and self.after_chunks is None

    def strike(self, write: Callable[[bytes], None]) -> None:
        """What happens at its point; Cut when the connection ends there."""
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
    """A fault on its way through one answer's body: passes bytes on, and strikes at its point."""

    def __init__(self, fault: Fault, write: Callable[[bytes], None]) -> None:
        self._fault = fault
        self._write = write
        self._bytes_left = fault.after_bytes
        self._chunks_left = fault.after_chunks
        self._struck = fault.before_answer

    def begin(self) -> None:
        """Strikes before the first byte where that is its point."""
        if not self._struck and (self._bytes_left == 0 or self._chunks_left == 0):
            self._now()

    def write(self, data: bytes) -> None:
        """Passes `data` on, up to the point and beyond it."""
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
    """Which exchanges a fault strikes: method, pattern of the path, and which of the matching ones."""

    def __init__(self, method: str, path_pattern: str, fault: Fault, *, after: int, times: int | None) -> None:
        self._method = method
        self._pattern = path_pattern
        self._after = after
        self._times = times
        self.fault = fault

    def matches(self, asked: Asked) -> bool:
        """Whether this exchange is struck; counts those that match."""
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
    """The connection ends after so much of the body; before any answer when neither is given."""
    return Fault(cut=True, after_bytes=after_bytes, after_chunks=after_chunks)


def hang(*, after_bytes: int | None = None, after_chunks: int | None = None) -> Fault:
    """Nothing more comes after so much of the body (before any answer when neither is given), until `release()`."""
    return Fault(hang=True, after_bytes=after_bytes, after_chunks=after_chunks)


def delay(seconds: float, *, after_bytes: int | None = None, after_chunks: int | None = None) -> Fault:
    """The answer stops for this long."""
    return Fault(delay_seconds=seconds, after_bytes=after_bytes, after_chunks=after_chunks)


def insert(data: bytes, *, after_bytes: int | None = None, after_chunks: int | None = None, cut: bool = False) -> Fault:
    """Bytes that don't belong there (OVERSIZED_FRAME, UNKNOWN_STREAM, CUT_FRAME, …), at the start or later on."""
    if after_bytes is None and after_chunks is None:
        after_bytes = 0
    return Fault(insert=data, after_bytes=after_bytes, after_chunks=after_chunks, cut=cut)


def refuse() -> Fault:
    """Nobody listens: through `FakeEngine.send` the connection is refused, through a real socket it ends unanswered."""
    return Fault(refuse=True)


def answer(status: int = 200, body: bytes = b"", *, content_type: str | None = "application/json") -> Fault:
    """Another answer in place of the engine's: an HTML page, `null`, a list, no JSON, a 204 where a body is due."""
    return Fault(answer=Answer(status, body, content_type=content_type))


def message(text: str | bytes, *, status: int = 500) -> Fault:
    """A refusal with this message; bytes go out unescaped, for invalid UTF-8 and escape codes as they are."""
    if isinstance(text, str):
        return Fault(answer=Answer(status, encoded({"message": text}), content_type="application/json"))
    return answer(status, b'{"message":"' + text + b'"}\n')
