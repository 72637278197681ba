"""Progress of sending or downloading a build context: live on a terminal, otherwise once at the end, as in docker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import OutputStream, Session
from pydock_core.toolkit import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_EVERY_BYTES = 512 << 10
_EVERY_SECONDS = 0.1
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

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yields the pieces, and counts their bytes."""
        every = min(_EVERY_BYTES, self._total // 100) if self._total > 0 else _EVERY_BYTES
        current = shown = 0
        shown_at: float | None = None
        for piece in pieces:
            current += len(piece)
            if not self._last_only and current - shown > every:
                shown = current
                now = self._clock.monotonic()
                if current == self._total or shown_at is None or now - shown_at >= _EVERY_SECONDS:
                    shown_at = now
                    self._show(current)
            yield piece
        self._show(current)
        self._write("\r\n")

    def _show(self, current: int) -> None:
        counts = progress({"current": current, "total": self._total}, self._columns, 0.0)
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
