"""The terminal that a container with a terminal is attached to: raw while it is, and its size kept the same."""

from __future__ import annotations

from pydock_core.errors import EngineError
from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.session import Session

_RETRIES = 10
_RETRY_SECONDS = 0.01


class RawTerminal:
    """The input's terminal: raw while entered, and given back on every way out, by SIGTERM and SIGHUP too.

    Without a terminal, or with NORAW in the environment, nothing is changed. Until `complete()` the keys that make
    signals go on making them, so that Ctrl-C ends a start that hangs.
    """

    def __init__(self, session: Session, *, wanted: bool) -> None:
        self._descriptor = session.stdin.fileno()
        self._wanted = wanted and session.stdin.is_terminal and not session.environ.get("NORAW")
        self._before: list[Any] | None = None
        self._previous: signals.Previous = {}

    def __enter__(self) -> RawTerminal:
        if self._wanted:
            import termios

            self._before = termios.tcgetattr(self._descriptor)
            self._previous = signals.end_by_exception()
            try:
                self._set(keep_signals=True)
            except BaseException:
                self.restore()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()

    def complete(self) -> None:
        """Every key goes to the container from now on."""
        if self._before is not None:
            self._set(keep_signals=False)

    def restore(self) -> None:
        """What it was; nothing the second time."""
        before, self._before = self._before, None
        if before is not None:
            import termios

            try:
                termios.tcsetattr(self._descriptor, termios.TCSANOW, before)
            except termios.error:
                pass  # the terminal is gone
        signals.give_back(self._previous)
        self._previous = {}

    def _set(self, *, keep_signals: bool) -> None:
        """What C's cfmakeraw makes; now, so that nothing that was typed ahead is lost."""
        import termios

        mode = termios.tcgetattr(self._descriptor)
        mode[0] &= ~(
            termios.IGNBRK
            | termios.BRKINT
            | termios.PARMRK
            | termios.ISTRIP
            | termios.INLCR
            | termios.IGNCR
            | termios.ICRNL
            | termios.IXON
        )
        mode[1] &= ~termios.OPOST
        mode[2] = mode[2] & ~(termios.CSIZE | termios.PARENB) | termios.CS8
        mode[3] &= ~(termios.ECHO | termios.ECHONL | termios.ICANON | termios.IEXTEN)
        if not keep_signals:
            mode[3] &= ~termios.ISIG
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)


class Resizing:
    """Keeps the size of the container's terminal that of ours, while entered; `resize(height, width)` tells the engine.

    An engine that isn't ready for it yet is asked up to ten times more, each time 10 ms later; whoever waits for output
    calls `retry` when `due_seconds` have passed.
    """

    def __init__(self, session: Session, resize: Callable[[int, int], None], *, wanted: bool) -> None:
        self._session = session
        self._resize = resize
        self._wanted = wanted and session.stdout.is_terminal
        self._previous: signals.Previous = {}
        self._tried = 0
        self._due: float | None = None

    def __enter__(self) -> Resizing:
        if self._wanted:
            self._previous = signals.catch([signals.WINCH], self._changed)
            if not self._set():
                self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        signals.give_back(self._previous)

    def due_seconds(self) -> float | None:
        """How long until the next try; None if there is none."""
        return None if self._due is None else max(0.0, self._due - self._session.clock.monotonic())

    def retry(self) -> None:
        """Tries again, if it is time."""
        if self._due is None or self._due > self._session.clock.monotonic():
            return
        self._due = None
        if self._set():
            return
        if self._tried < _RETRIES:
            self._wait()
        else:
            self._session.stderr.write("failed to resize tty, using default size\n")
            self._session.stderr.flush()

    def _wait(self) -> None:
        self._tried += 1
        self._due = self._session.clock.monotonic() + self._tried * _RETRY_SECONDS

    def _changed(self, _number: int) -> None:
        self._set()

    def _set(self, *, more: int = 0) -> bool:
        size = self._session.stdout.size()
        if size is None:
            return True
        columns, rows = size
        try:
            self._resize(rows + more, columns + more)
        except EngineError as error:
            self._session.log("debug", f"Error resize: {error.message}")
            return False
        return True

    def force_redraw(self) -> None:
        """One line and column too many for a moment: a program that is attached to anew then draws its screen."""
        if self._wanted:
            self._set(more=1)


def check_terminal(session: Session, *, stdin: bool, tty: bool) -> None:
    """Refuses a container with a terminal whose input isn't one."""
    if stdin and tty and not session.stdin.is_terminal:
        from pydock_core.errors import PyDockError

        raise PyDockError("the input device is not a TTY")
