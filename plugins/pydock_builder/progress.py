"""How much of a build context has been sent or downloaded: on a terminal as it goes, off it at the end, as docker."""

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
    """One line that is written over itself.

    `total` is 0 where it isn't known. With `last_only` nothing but the last state is written. `write` gets text of
    PyDock's own.
    """

    def __init__(
        self, session: Session, write: Callable[[str], None], action: str, *, total: int = 0, last_only: bool
    ) -> None:
        self._clock = session.clock
        size = session.stdin.size()  # what docker asks for the width of the bar
        self._columns = size[0] if size else _COLUMNS
        self._write = write
        self._action = action
        self._total = total
        self._last_only = last_only

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, counted as they are taken."""
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
    """Where progress and the engine's words go: to standard output, or kept for the case that a quiet build fails."""

    def __init__(self, out: OutputStream, *, quiet: bool) -> None:
        self._out = out
        self._kept: list[str] | None = [] if quiet else None

    def write(self, text: str) -> None:
        """Text of PyDock's own, or of the build's, as it is."""
        if self._kept is not None:
            self._kept.append(text)
            return
        self._out.write_control(text)
        self._out.flush()

    @property
    def kept(self) -> str:
        """What a quiet build has not shown."""
        return "".join(self._kept or ())
