"""A client on a pseudo-terminal, and the screen that a person has in front of them."""

from __future__ import annotations

import os
import re
import termios
import time
from typing import TYPE_CHECKING

import pexpect
import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ROWS = 60  # enough that nothing scrolls away
_LFLAG = 3
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|.)")


class Terminal:
    """Runs `words` on a terminal of `columns`, in `folder`.

    `wait`, `type` and `end` are what a person does: look, type, and see it end.
    """

    def __init__(self, *words: str, columns: int, environ: Mapping[str, str], folder: Path) -> None:
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            words[0], list(words[1:]), dimensions=(ROWS, columns), timeout=20, env=dict(environ), cwd=str(folder)
        )
        self._screen = pyte.Screen(columns, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""

    @property
    def lines(self) -> list[str]:
        """What is on the screen now, without blanks at the ends of lines and without empty lines at the end."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    @property
    def sequences(self) -> set[bytes]:
        """The kinds of control sequences that were written: their numbers stand for the place, and are left out."""
        return {re.sub(rb"[0-9]+", b"#", found) for found in _SEQUENCE.findall(self.written)}

    @property
    def is_cursor_shown(self) -> bool:
        """Whether a person sees where they type."""
        return not self._screen.cursor.hidden

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._child.child_fd)[_LFLAG] & termios.ECHO)

    @property
    def is_raw(self) -> bool:
        """Whether every key goes to the program as it is."""
        return not termios.tcgetattr(self._child.child_fd)[_LFLAG] & termios.ICANON

    def wait(self, shown: str | Callable[[list[str]], object], *, seconds: float = 20) -> list[str]:
        """The lines as soon as they are `shown`, or hold that text; AssertionError if they never do."""
        deadline = time.monotonic() + seconds
        while True:
            lines = self.lines
            if shown(lines) if callable(shown) else shown in "\n".join(lines):
                return lines
            assert time.monotonic() < deadline, "\n".join([f"not shown: {shown}", *lines])
            assert self._read(0.2) or self._child.isalive(), "\n".join([f"ended without: {shown}", *lines])

    def until(self, condition: Callable[[], bool], *, seconds: float = 10) -> None:
        """Goes on as soon as `condition` holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "\n".join(self.lines)
            self._read(0.02)

    def type(self, keys: str) -> None:
        """Presses `keys`; Enter is "\\r", Ctrl-C is "\\x03"."""
        self._child.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        """Makes the window another size."""
        self._child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def kill(self, number: int) -> None:
        """Sends the client a signal."""
        self._child.kill(number)

    def end(self) -> int:
        """Waits until the client has ended, and returns its status; 128 + n for a signal."""
        deadline = time.monotonic() + 30
        while self._read(0.5) or self._child.isalive():
            assert time.monotonic() < deadline, "\n".join(["still running", *self.lines])
        self.close()
        return self._child.exitstatus if self._child.exitstatus is not None else 128 + (self._child.signalstatus or 0)

    def close(self) -> None:
        """Ends it if it runs."""
        self._child.close(force=True)

    def _read(self, seconds: float) -> bool:
        """Whether something came within `seconds`."""
        try:
            data = self._child.read_nonblocking(65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.written += data
        self._stream.feed(data)
        return True


def environment(home: Path, host: str, **more: str) -> dict[str, str]:
    """The environment of a client that talks to the engine at `host`, with an empty home."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DOCKER_", "PYDOCK_"))}
    return {**inherited, "HOME": str(home), "DOCKER_HOST": host, "TERM": "xterm", **more}
