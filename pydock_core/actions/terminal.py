"""The terminal of an attached container: raw mode of the local terminal, whose size the container's terminal gets."""

from __future__ import annotations

from pydock_core.errors import ConnectionFailed, EngineError, PyDockError
from pydock_core.output import signals
from pydock_core.output.terminal_mode import TerminalMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.output.terminal_mode import Mode
    from pydock_core.session import Session

_RETRIES = 10
_RETRY_SECONDS = 0.01
RESIZE_SECONDS = 1.0  # bounds one request: no key is read while it waits


class RawTerminal(TerminalMode):
    """Standard input's terminal in raw mode while entered, if `wanted`; NORAW in the environment prevents it.

    The keys that send signals keep working until `disable_signal_keys`, so that Ctrl-C ends a start that hangs.
    """

    def __init__(self, session: Session, *, wanted: bool) -> None:
        super().__init__(session.stdin, wanted=wanted and not session.environ.get("NORAW"))
        self._signal_keys = True

    def disable_signal_keys(self) -> None:
        """Sends every key to the container, Ctrl-C included."""
        self._signal_keys = False
        self._apply()

    def change(self, mode: Mode) -> None:
        """Sets the mode as C's cfmakeraw does; ISIG is kept until `disable_signal_keys`."""
        import termios  # not needed without a terminal

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
        if not self._signal_keys:
            mode[3] &= ~termios.ISIG
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0


class Resizing:
    """Keeps the container's terminal as large as stdout's while entered; `resize(height, width)` sends the size.

    If the engine refuses, since the container isn't ready yet, the size is sent up to ten more times, after 10 ms, 20
    ms, …: the caller, which waits for output, calls `retry` after `due_seconds`. A silent engine gets it once.
    """

    def __init__(self, session: Session, resize: Callable[[int, int], None], *, wanted: bool) -> None:
        self._session = session
        self._resize = resize
        self._wanted = wanted and session.stdout.is_terminal
        self._previous: signals.Previous = {}
        self._retries = 0
        self._due: float | None = None

    def __enter__(self) -> Resizing:
        if self._wanted:
            self._previous = signals.catch([signals.WINCH], self._on_window_change)
            if not self._send_size():
                self._schedule_retry()
        return self

    def __exit__(self, *_: object) -> None:
        signals.give_back(self._previous)

    def due_seconds(self) -> float | None:
        """Returns the seconds until the next retry; None if no retry is due."""
        return None if self._due is None else max(0.0, self._due - self._session.clock.monotonic())

    def retry(self) -> None:
        """Sends the size again if the time of the retry has come."""
        if self._due is None or self._due > self._session.clock.monotonic():
            return
        self._due = None
        if self._send_size():
            return
        if self._retries < _RETRIES:
            self._schedule_retry()
        else:
            self._session.stderr.write("failed to resize tty, using default size\n")
            self._session.stderr.flush()

    def _schedule_retry(self) -> None:
        self._retries += 1
        self._due = self._session.clock.monotonic() + self._retries * _RETRY_SECONDS

    def _on_window_change(self, _number: int) -> None:
        self._send_size()

    def _send_size(self, *, more: int = 0) -> bool:
        size = self._session.stdout.size()
        if size is None:
            return True
        from pydock_core.actions.answer_limit import answer_within  # few commands have a terminal

        columns, rows = size
        try:
            answer_within(RESIZE_SECONDS, lambda: self._resize(rows + more, columns + more))
        except ConnectionFailed as error:
            self._session.log("debug", f"Error resize: {error.message}")
        except EngineError as error:
            self._session.log("debug", f"Error resize: {error.message}")
            return False
        return True

    def force_redraw(self) -> None:
        """Makes the terminal one line and column larger for a moment, so that a program redraws its screen."""
        if self._wanted:
            self._send_size(more=1)


def check_terminal(session: Session, *, stdin: bool, tty: bool) -> None:
    """Raises PyDockError if stdin, to be attached to a container's terminal, is no terminal."""
    if stdin and tty and not session.stdin.is_terminal:
        raise PyDockError("the input device is not a TTY")
