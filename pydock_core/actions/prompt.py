"""Questions on the terminal, the answer shown as it is typed or not."""

from __future__ import annotations

from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.session import Session


def ask(session: Session, question: str) -> str:
    """The line that answers `question`, without the blanks around it; "" at the end of input. Ctrl-C ends the line."""
    session.stdout.write(question)
    session.stdout.flush()
    try:
        return session.stdin.read_line().strip()
    except BaseException:
        session.stdout.write("\n")
        raise


class HiddenInput:
    """What is typed isn't shown while entered, and is again on every way out, by SIGTERM and SIGHUP too."""

    def __init__(self, session: Session) -> None:
        self._descriptor = session.stdin.fileno()
        self._is_terminal = session.stdin.is_terminal
        self._before: list[Any] | None = None
        self._previous: signals.Previous = {}

    def __enter__(self) -> HiddenInput:
        if self._is_terminal:
            import termios

            self._before = termios.tcgetattr(self._descriptor)
            self._previous = signals.end_by_exception()
            mode = termios.tcgetattr(self._descriptor)
            mode[0] |= termios.ICRNL
            mode[3] = (mode[3] & ~termios.ECHO) | termios.ICANON | termios.ISIG
            try:
                termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)
            except BaseException:
                self._restore()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._restore()

    def _restore(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            import termios

            try:
                termios.tcsetattr(self._descriptor, termios.TCSANOW, before)
            except termios.error:
                pass  # the terminal is gone
        signals.give_back(self._previous)
        self._previous = {}
