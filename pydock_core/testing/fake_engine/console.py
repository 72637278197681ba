"""The streams of a process in a fake container: stdin, the log, a terminal's line discipline, frames."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

STDOUT = 1
STDERR = 2
INTERRUPT = 2


def frame(stream: int, data: bytes) -> bytes:
    """One frame of a multiplexed stream: stream id (0 stdin, 1 stdout, 2 stderr), length, data."""
    return struct.pack(">BxxxL", stream, len(data)) + data


class Entry:
    """One write of a process: the stream's id, the bytes, and when, in seconds since the epoch."""

    __slots__ = ("data", "seconds", "stream")

    def __init__(self, stream: int, data: bytes, seconds: float) -> None:
        self.stream = stream
        self.data = data
        self.seconds = seconds


class Console:
    """The streams of one container or one exec; `changed` is the engine's condition, notified at each change.

    With `terminal`, output and error are one stream with CRLF, and input is a cooked terminal's: echoed, CR is a
    newline, ctrl-d ends it, ctrl-c calls `interrupt`.
    """

    def __init__(self, changed: threading.Condition, *, terminal: bool, opened: bool) -> None:
        self.changed = changed
        self.terminal = terminal
        self.entries: list[Entry] = []
        self.interrupt: Callable[[], None] = lambda: None
        self.size: tuple[int, int] | None = None
        self._opened = opened
        self._input = bytearray()
        self._input_ended = not opened
        self._closed = False

    def open(self) -> None:
        """A process begins; input that came before it is there already, as is what an earlier one wrote."""
        self._closed = False

    def close(self) -> None:
        """The process has ended: nothing more is written or read. What comes now is for the next one."""
        with self.changed:
            self._closed = True
            self._input.clear()
            self._input_ended = not self._opened
            self.changed.notify_all()

    def write(self, stream: int, data: bytes) -> None:
        """Appends a process's output; nothing once it has ended."""
        if not data:
            return
        if self.terminal:
            stream, data = STDOUT, data.replace(b"\n", b"\r\n")
        with self.changed:
            if not self._closed:
                self.entries.append(Entry(stream, data, time.time()))
                self.changed.notify_all()

    def feed(self, data: bytes) -> None:
        """Input from whoever is attached."""
        interrupted = False
        with self.changed:
            if self._input_ended:
                return
            if self.terminal:
                before, ctrl_c, _ = data.partition(b"\x03")
                interrupted = bool(ctrl_c)
                text, ctrl_d, _ = before.partition(b"\x04")
                text = text.replace(b"\r", b"\n")
                self.write(STDOUT, text)
                self._input += text
                self._input_ended = bool(ctrl_d)
            else:
                self._input += data
            self.changed.notify_all()
        if interrupted:
            self.interrupt()

    def end_input(self) -> None:
        """No more input will come."""
        with self.changed:
            self._input_ended = True
            self.changed.notify_all()

    def read(self, size: int, ended: Callable[[], bool]) -> bytes:
        """The next input, at most `size` bytes; b"" at its end, or when `ended()` while waiting."""
        with self.changed:
            self.changed.wait_for(lambda: self._input or self._input_ended or ended())
            data = bytes(self._input[:size])
            del self._input[:size]
            return data

    def follow(self, start: int, over: Callable[[], bool]) -> Iterator[Entry]:
        """What was and will be written from entry number `start` on, until `over()` and nothing is left."""
        position = start
        while True:
            with self.changed:
                while position == len(self.entries) and not over():
                    self.changed.wait()
                found = self.entries[position:]
            if not found:
                return
            position += len(found)
            yield from found

    def framed(self, entry: Entry, *, stdout: bool = True, stderr: bool = True) -> bytes:
        """What an attached client gets of `entry`: raw off a terminal, b"" if it didn't ask for that stream."""
        if self.terminal:
            return entry.data if stdout else b""
        wanted = stdout if entry.stream == STDOUT else stderr
        return frame(entry.stream, entry.data) if wanted else b""


def lines(entries: list[Entry]) -> list[Entry]:
    """The log as a logging driver keeps it: one entry a line, an unfinished last line of each stream included."""
    found: list[Entry] = []
    open_lines: dict[int, Entry] = {}
    for entry in entries:
        for piece in entry.data.splitlines(keepends=True) if b"\n" in entry.data else [entry.data]:
            begun = open_lines.pop(entry.stream, None)
            if begun is None:
                begun = Entry(entry.stream, piece, entry.seconds)
                found.append(begun)
            else:
                begun.data += piece
            if not piece.endswith(b"\n"):
                open_lines[entry.stream] = begun
    return found
