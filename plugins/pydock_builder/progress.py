"""Progress of sending or downloading a build context: live on a terminal, otherwise once at the end, as in docker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import OutputStream, Session
from pydock_core.toolkit import DelayedDraw, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

_EVERY_BYTES = 512 << 10
_EVERY_SECONDS = 0.1
_SILENCE_SECONDS = 0.05  # a count that was left out is shown if nothing more comes for this long
_COLUMNS = 200


class Progress:
    """A line of progress that overwrites itself.

    `action` stands before the counts; `total` is in bytes, 0 if unknown. With `last_only` only the final state is
    written. `write` gets text with control characters of PyDock's own.
    """

    def __init__(
        self, session: Session, write: Callable[[str], None], action: str, *, total: int = 0, last_only: bool
    ) -> None:
        self._clock = session.clock
        size = session.stdin.size()  # docker takes the width of the bar from stdin's terminal
        self._columns = size[0] if size else _COLUMNS
        self._write = write
        self._action = action
        self._total = total
        self._last_only = last_only
        self._current = 0

    def watch(self, pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
        """Yields the pieces, and counts their bytes; closing the generator ends the display."""
        every = min(_EVERY_BYTES, self._total // 100) if self._total > 0 else _EVERY_BYTES
        shown = 0
        shown_at: float | None = None
        delayed = DelayedDraw(self._show, _SILENCE_SECONDS)
        try:
            for piece in pieces:
                self._current += len(piece)
                if not self._last_only:
                    now = self._clock.monotonic()
                    is_due = shown_at is None or now - shown_at >= _EVERY_SECONDS or self._current == self._total
                    if is_due and self._current - shown > every:
                        shown, shown_at = self._current, now
                        with delayed.lock:
                            self._show()
                    else:
                        delayed.request()
                yield piece
        finally:
            delayed.close()
        self._show()
        self._write("\r\n")

    def _show(self) -> None:
        counts = progress({"current": self._current, "total": self._total}, self._columns, 0.0)
        self._write(f"{self._action} {counts}\r" if counts else f"{self._action} \r\n")


class Output:
    """The destination of progress and engine messages: standard output, or a buffer for a quiet build that may fail."""

    def __init__(self, out: OutputStream, *, quiet: bool) -> None:
        self._out = out
        self._buffer: list[str] | None = [] if quiet else None

    def write(self, text: str) -> None:
        """Writes text of PyDock or of the build, unchanged."""
        if self._buffer is not None:
            self._buffer.append(text)
            return
        self._out.write_control(text)
        self._out.flush()

    @property
    def kept(self) -> str:
        """Returns the text that a quiet build has not shown."""
        return "".join(self._buffer or ())
