"""The progress of a copy: a line on a terminal that is overwritten, and erased at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import Session
from pydock_core.toolkit import DelayedDraw, human_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN_SECONDS = 0.075
_SILENCE_SECONDS = 0.05  # a count that was left out is shown if nothing more comes for this long


class CopyProgress:
    """Counts bytes in `total`, and shows the count on standard error after `header` if that is a terminal.

    The line is overwritten with blanks, which every terminal supports.
    """

    def __init__(self, session: Session, header: str) -> None:
        self.total = 0
        self._session = session
        self._stderr = session.stderr
        self._header = header
        self._on_screen = ""
        self._shown = 0
        self._next = 0.0
        self._delayed = DelayedDraw(self._draw_total, _SILENCE_SECONDS)

    def __enter__(self) -> CopyProgress:
        if self._stderr.is_terminal:
            self._draw_total()
        return self

    def __exit__(self, *_: object) -> None:
        self._delayed.close()
        if self._on_screen:
            self._draw("")

    def count(self, size: int) -> None:
        """Adds `size` to the bytes that were copied."""
        self.total += size
        if not self._stderr.is_terminal:
            return
        now = self._session.clock.monotonic()
        if self.total == self._shown:
            return
        if now < self._next:
            self._delayed.request()
            return
        with self._delayed.lock:
            self._draw_total()
        self._next = now + _BETWEEN_SECONDS

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yields the pieces, and counts their bytes."""
        for piece in pieces:
            self.count(len(piece))
            yield piece

    def _draw_total(self) -> None:
        self._shown = self.total
        self._draw(self._header + human_size(self._shown, 3))

    def _draw(self, line: str) -> None:
        self._stderr.write_control("\r" + line.ljust(len(self._on_screen)) + ("" if line else "\r"))
        self._stderr.flush()
        self._on_screen = line
