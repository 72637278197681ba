"""The engine's stream of progress messages (pull, push, load, build) on a terminal, or as plain lines off it."""

from __future__ import annotations

import time

from pydock_core.errors import EngineError, ProtocolError
from pydock_core.output.progress_bar import progress
from pydock_core.output.text import ellipsis, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Message = Mapping[str, Any]

_ERASE_LINE = "\x1b[2K"
# Redraws closer together than this, in seconds, are written as one.
_REDRAW_EVERY = 0.05


def display(
    messages: Iterable[Message],
    write: Callable[[str], object],
    *,
    columns: int | None = None,
    raw_stream: bool = False,
    on_aux: Callable[[Message], object] | None = None,
    clock: Callable[[], float] = time.time,
) -> None:
    """Writes `messages` until they end.

    `columns` is the terminal's width (0 if it is not known), None off a terminal: then messages with counts are left
    out. With `raw_stream`, text in `stream` moves the cursor and sets colours: in a build it is what commands print.
    Messages with `aux` are not shown but handed to `on_aux`. A message with `errorDetail` or `error` is raised as
    EngineError, one that is no object as ProtocolError. On a terminal, counts that change faster than the eye are
    gathered and written together.
    """
    screen = _Screen(write, columns, clock, raw_stream=raw_stream)
    try:
        for message in messages:
            if not hasattr(message, "get"):
                raise ProtocolError("the engine sent a progress message that is no JSON object")
            if message.get("aux") is not None:
                if on_aux is not None:
                    screen.flush()
                    on_aux(message)
                continue
            screen.show(message)
    finally:
        screen.flush()


class _Screen:
    """Where each layer's line is, and the text that is not written yet."""

    def __init__(
        self, write: Callable[[str], object], columns: int | None, clock: Callable[[], float], *, raw_stream: bool
    ) -> None:
        self.write = write
        self.is_terminal = columns is not None
        self.raw_stream = raw_stream
        self.columns = columns or 200
        self.clock = clock
        self.lines: dict[str, int] = {}
        self.pending: list[str] = []
        # A redraw of a line that is already waiting replaces it.
        self.waiting: dict[str, int] = {}
        self.written_at = 0.0

    def show(self, message: Message) -> None:
        identifier = _text(message, "id")
        detail = message.get("progressDetail")
        has_progress = isinstance(detail, dict)
        moves = bool(identifier) and (has_progress or bool(_text(message, "progress")))
        up = 0
        if moves:
            up = self.line_of(identifier)
        else:
            # Anything else ends the block of lines that can still be redrawn.
            self.lines = {}
            self.waiting = {}
        numbers = self.safe(progress(detail, self.columns, self.clock())) if isinstance(detail, dict) else ""
        line = self.line(message, identifier, numbers, has_progress=has_progress)
        if not self.is_terminal:
            if line:
                self.write(line)
            return
        if up:
            line = f"\x1b[{up}A{line}\x1b[{up}B"
        self.add(identifier if moves else "", line, is_count=bool(numbers))

    def line_of(self, identifier: str) -> int:
        """How many lines above the cursor the line of this layer is; a new one is opened below the others."""
        if identifier not in self.lines:
            self.lines[identifier] = len(self.lines)
            if self.is_terminal:
                self.pending.append("\n")
                self.waiting = {}
        return len(self.lines) - self.lines[identifier]

    def line(self, message: Message, identifier: str, numbers: str, *, has_progress: bool) -> str:
        if message.get("errorDetail") is not None or message.get("error"):
            raise EngineError(printable(_error_words(message)))
        stream = _text(message, "stream")
        start = end = ""
        if self.is_terminal and not stream and has_progress:
            end = "\r"
            start = _ERASE_LINE + end
        elif numbers:
            return ""
        label = f"{self.safe(identifier)}: " if identifier else ""
        status = self.safe(_text(message, "status"))
        if has_progress and self.is_terminal:
            # A line of two rows would be redrawn in the wrong place; docker leaves a ruin on narrow terminals.
            return f"{start}{ellipsis(f'{label}{status} {numbers}', self.columns)}{end}"
        start += label
        if _text(message, "progress"):
            return f"{start}{status} {self.safe(_text(message, 'progress'))}{end}"
        if stream:
            return start + (stream if self.raw_stream else "\r".join(map(self.safe, stream.split("\r")))) + end
        return f"{start}{status}{end}\n"

    def safe(self, text: str) -> str:
        return printable(text) if self.is_terminal else text

    def add(self, identifier: str, line: str, *, is_count: bool) -> None:
        place = self.waiting.get(identifier) if identifier else None
        if place is not None:
            self.pending[place] = line
        else:
            if identifier:
                self.waiting[identifier] = len(self.pending)
            self.pending.append(line)
        now = self.clock()
        if not is_count or now - self.written_at >= _REDRAW_EVERY or now < self.written_at:
            self.written_at = now
            self.flush()

    def flush(self) -> None:
        if self.pending:
            self.write("".join(self.pending))
            self.pending = []
            self.waiting = {}


def _error_words(message: Mapping[str, Any]) -> str:
    """What went wrong; docker takes an error that it can't read for none."""
    detail = message.get("errorDetail")
    text = _text(detail, "message") if isinstance(detail, dict) else ""
    return text or _text(message, "error") or "the engine reports an error without a word"


def _text(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""
