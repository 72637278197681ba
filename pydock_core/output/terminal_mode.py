"""Changes the mode of the terminal on standard input for a block, and restores it however the block ends."""

from __future__ import annotations

from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from pydock_core.output.streams import InputStream

    T = TypeVar("T", bound="TerminalMode")
    Mode = list[Any]  # what `termios.tcgetattr` returns


class TerminalMode:
    """A context manager that sets the terminal to the mode that `change` makes; SIGTERM and SIGHUP restore it, too.

    Without `wanted`, or without a terminal, nothing changes.
    """

    def __init__(self, stdin: InputStream, *, wanted: bool = True) -> None:
        self._descriptor = stdin.fileno()
        self._wanted = wanted and stdin.is_terminal
        self._saved: Mode | None = None
        self._previous: signals.Previous = {}

    def change(self, mode: Mode) -> None:
        """Changes the mode in place."""
        raise NotImplementedError

    def __enter__(self: T) -> T:
        if self._wanted:
            import termios  # only needed with a terminal

            self._saved = termios.tcgetattr(self._descriptor)
            self._previous = signals.end_by_exception()
            try:
                self._apply()
            except BaseException:
                self.restore()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()

    def restore(self) -> None:
        """Restores the original mode of the terminal; a second call does nothing."""
        saved, self._saved = self._saved, None
        if saved is not None:
            import termios

            try:
                termios.tcsetattr(self._descriptor, termios.TCSANOW, saved)
            except termios.error:
                pass  # the terminal is gone
        signals.give_back(self._previous)
        self._previous = {}

    def _apply(self) -> None:
        """Sets the changed mode at once, so that no input typed ahead is lost."""
        if self._saved is not None:
            import termios

            mode = termios.tcgetattr(self._descriptor)
            self.change(mode)
            termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)
