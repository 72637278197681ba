"""Shows the engine's stream of progress messages (pull, push, load, build) on a terminal, or as plain lines."""

from __future__ import annotations

import time

from pydock_core.errors import EngineError, ProtocolError
from pydock_core.output.delayed_draw import DelayedDraw
from pydock_core.output.progress_bar import progress
from pydock_core.output.text import ellipsis, printable, printable_cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Message = Mapping[str, Any]

_ERASE_LINE = "\x1b[2K"
# Redraws of counts within this time, in seconds, are written together.
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
    """Writes `messages` with `write` until the stream ends.

    `columns` is the width of the terminal (0 if unknown), or None without a terminal: then messages with counts are
    left out. With `raw_stream`, the control characters in `stream` reach the terminal: in a build, `stream` is the
    output of commands. Messages with `aux` are passed to `on_aux` and not shown. On a terminal, frequent updates of
    counts are collected and written together, 50 ms after the first of them at the latest. Raises EngineError for a
    message with `errorDetail` or `error`, ProtocolError for a message that is not an object.
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
        screen.close()


class _Screen:
    """The block of progress lines at the bottom of the terminal, and the text that is not yet written.

    `lines` maps the id of each layer to its line in the block. `pending` is the unwritten text, which `delayed` writes
    if the stream falls silent.
    """

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
        # The id of a layer → the index in `pending` of its latest redraw, which the next redraw replaces.
        self.latest_redraws: dict[str, int] = {}
        self.written_at = 0.0
        self.delayed = DelayedDraw(self._write_pending, _REDRAW_EVERY)

    def show(self, message: Message) -> None:
        with self.delayed.lock:
            self._show(message)

    def _show(self, message: Message) -> None:
        identifier = _text(message, "id")
        detail = message.get("progressDetail")
        has_progress = isinstance(detail, dict)
        is_redrawable = bool(identifier) and (has_progress or bool(_text(message, "progress")))
        rows_up = 0
        if is_redrawable:
            rows_up = self.line_of(identifier)
        else:
            # Any other message ends the block of lines that can be redrawn.
            self.lines = {}
            self.latest_redraws = {}
        numbers = self.safe(progress(detail, self.columns, self.clock())) if isinstance(detail, dict) else ""
        line = self.line(message, identifier, numbers, has_progress=has_progress)
        if not self.is_terminal:
            if line:
                self.write(line)
            return
        if rows_up:
            line = f"\x1b[{rows_up}A{line}\x1b[{rows_up}B"
        self.add(identifier if is_redrawable else "", line, is_count=bool(numbers))

    def line_of(self, identifier: str) -> int:
        """Returns how many lines above the cursor the layer's line is.

        Opens a line below the others for a new layer.
        """
        if identifier not in self.lines:
            self.lines[identifier] = len(self.lines)
            if self.is_terminal:
                self.pending.append("\n")
                self.latest_redraws = {}
        return len(self.lines) - self.lines[identifier]

    def line(self, message: Message, identifier: str, numbers: str, *, has_progress: bool) -> str:
        if message.get("errorDetail") is not None or message.get("error"):
            raise EngineError(printable(_error_message(message)))
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
            # A line that fills two rows would be redrawn in the wrong place; docker garbles the output of narrow
            # terminals.
            return f"{start}{ellipsis(printable_cell(f'{label}{status} {numbers}'), self.columns)}{end}"
        start += label
        if _text(message, "progress"):
            return f"{start}{status} {self.safe(_text(message, 'progress'))}{end}"
        if stream:
            # A carriage return alone would overwrite the line; at the end of a line it does no harm.
            return start + (stream if self.raw_stream else "\r\n".join(map(self.safe, stream.split("\r\n")))) + end
        return f"{start}{status}{end}\n"

    def safe(self, text: str) -> str:
        return printable(text) if self.is_terminal else text

    def add(self, identifier: str, line: str, *, is_count: bool) -> None:
        index = self.latest_redraws.get(identifier) if identifier else None
        if index is not None:
            self.pending[index] = line
        else:
            if identifier:
                self.latest_redraws[identifier] = len(self.pending)
            self.pending.append(line)
        now = self.clock()
        if not is_count or now - self.written_at >= _REDRAW_EVERY or now < self.written_at:
            self.written_at = now
            self._write_pending()
        else:
            self.delayed.request()

    def flush(self) -> None:
        with self.delayed.lock:
            self._write_pending()

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self.delayed.close()

    def _write_pending(self) -> None:
        if self.pending:
            self.write("".join(self.pending))
            self.pending = []
            self.latest_redraws = {}


def _error_message(message: Mapping[str, Any]) -> str:
    """Returns the message of an error; docker ignores an error that it can't decode."""
    detail = message.get("errorDetail")
    text = _text(detail, "message") if isinstance(detail, dict) else ""
    return text or _text(message, "error") or "the engine reports an error without a word"


def _text(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""
