"""A process in a fake container: a thread that runs a program, and signals to it."""

from __future__ import annotations

import threading
import traceback
from typing import TYPE_CHECKING

from pydock_core.testing.fake_engine.console import INTERRUPT, STDERR, STDOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from pydock_core.testing.fake_engine.console import Console

    ProgramFunction: TypeAlias = "Callable[[Process], int | None]"

KILL = 9
_NAMES = (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG "
    "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
).split()
SIGNALS = {name: number for number, name in enumerate(_NAMES, 1)}
# Linux's signals on every system; these don't end a process without a handler for them.
_HARMLESS = frozenset(SIGNALS[name] for name in ("CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "WINCH"))


def signal_number(text: str) -> int | None:
    """Returns the number of `TERM`, `SIGTERM` or `15`; None for any other text."""
    if text.isdecimal():
        return int(text) if 0 < int(text) < 65 else None
    return SIGNALS.get(text.upper().removeprefix("SIG"))


class Ended(BaseException):
    """Raised in a program's thread by the methods of `Process` once the process has been killed."""


class CannotStart(Exception):
    """Raised for a program that can't be started; the message is runc's text after `exec: `."""


class Process:
    """The argument of a program: its words, environment, streams and signals.

    A signal ends the process with 128 + its number at once, even while the program's function is still busy, unless
    the program has added it to `handles`; those are kept in `signals` and wake `wait_signal`.
    """

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str], console: Console) -> None:
        self.arguments = list(arguments)
        self.environ = dict(environ)
        self.handles: set[int] = set()
        self.signals: list[int] = []
        self.status: int | None = None
        self._console = console
        self._seen = 0
        self._on_end: Callable[[int], None] = lambda status: None

    def run(self, program: ProgramFunction, on_end: Callable[[int], None]) -> None:
        """Starts the program in a thread; `on_end(status)` is called once, at its end or when it is killed."""
        self._on_end = on_end
        self._console.interrupt = lambda: self.kill(INTERRUPT)
        threading.Thread(target=self._main, args=(program,), name="fake process", daemon=True).start()

    def _main(self, program: ProgramFunction) -> None:
        try:
            status = program(self)
        except Ended:
            return
        except Exception:  # noqa: BLE001 (a mistake in a test's program is shown where its output goes)
            self._console.write(STDERR, traceback.format_exc().encode())
            status = 1
        self.end(status or 0)

    def end(self, status: int) -> None:
        """Ends the process, if it hasn't ended yet."""
        with self._console.changed:
            if self.status is not None:
                return
            self.status = status
            self._console.close()
        self._on_end(status)

    def kill(self, number: int) -> None:
        """Delivers a signal."""
        with self._console.changed:
            self.signals.append(number)
            self._console.changed.notify_all()
        if number == KILL or not (number in self.handles or number in _HARMLESS):
            self.end(128 + number)

    @property
    def terminal(self) -> bool:
        """Whether it has a terminal."""
        return self._console.terminal

    @property
    def size(self) -> tuple[int, int] | None:
        """(columns, rows) that the client has set last; None before."""
        return self._console.size

    def read(self, size: int = 65536) -> bytes:
        """The next bytes of stdin; b"" at the end."""
        data = self._console.read(size, self._has_ended)
        self._check()
        return data

    def read_line(self) -> bytes:
        """The next line with its newline; b"" at the end."""
        line = bytearray()
        while not line.endswith(b"\n") and (byte := self.read(1)):
            line += byte
        return bytes(line)

    def write(self, data: bytes) -> None:
        """Writes to stdout."""
        self._check()
        self._console.write(STDOUT, data)

    def write_error(self, data: bytes) -> None:
        """Writes to stderr."""
        self._check()
        self._console.write(STDERR, data)

    def sleep(self, seconds: float | None = None) -> None:
        """Waits so long, for ever without a number."""
        with self._console.changed:
            self._console.changed.wait_for(self._has_ended, seconds)
        self._check()

    def wait_signal(self, timeout_seconds: float | None = None) -> int | None:
        """The next signal that `handles` lists, in the order of arrival; None when the time is up."""
        changed = self._console.changed
        with changed:
            arrived = changed.wait_for(lambda: self._has_ended() or len(self._handled()) > self._seen, timeout_seconds)
            self._check()
            if not arrived:
                return None
            self._seen += 1
            return self._handled()[self._seen - 1]

    def _handled(self) -> list[int]:
        return [number for number in self.signals if number in self.handles]

    def _has_ended(self) -> bool:
        return self.status is not None

    def _check(self) -> None:
        if self.status is not None:
            raise Ended
