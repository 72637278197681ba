"""How far a copy is: a line on a terminal that is drawn anew as bytes pass, and gone in the end."""

from __future__ import annotations

from pydock_core.plugin_api import Session, human_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN_SECONDS = 0.075
_SAVE, _RESTORE, _ERASE_LINE, _ERASE_REST = "\x1b[s", "\x1b[u", "\x1b[2K", "\x1b[0K"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class CopyProgress:
    """Counts what passes in `total`, and shows it on standard error behind `header` if that is a terminal."""

    def __init__(self, session: Session, header: str) -> None:
        self.total = 0
        self._session = session
        self._stderr = session.stderr
        self._header = header
        self._shown = 0
        self._next = 0.0

    def __enter__(self) -> CopyProgress:
        self._draw(f"{_SAVE}Preparing to copy...{_HIDE_CURSOR}{_RESTORE}{_ERASE_LINE}{self._header}{human_size(0, 3)}")
        return self

    def __exit__(self, *_: object) -> None:
        self._draw(f"{_SHOW_CURSOR}{_RESTORE}{_ERASE_LINE}")

    def count(self, size: int) -> None:
        """So many bytes more have passed."""
        self.total += size
        if not self._stderr.is_terminal:
            return
        now = self._session.clock.monotonic()
        if now >= self._next and self.total != self._shown:
            self._draw(f"\x1b[{len(self._header) + 1}G{_ERASE_REST}{human_size(self.total, 3)}")
            self._shown, self._next = self.total, now + _BETWEEN_SECONDS

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, counted as they pass."""
        for piece in pieces:
            self.count(len(piece))
            yield piece

    def _draw(self, text: str) -> None:
        if self._stderr.is_terminal:
            self._stderr.write_control(text)
            self._stderr.flush()
