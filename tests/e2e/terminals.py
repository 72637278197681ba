"""A client on a pseudo-terminal with an emulated screen."""

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

ROWS = 60  # enough to prevent scrolling
_LFLAG = 3
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|.)")


class Terminal:
    """Runs `words` on a terminal of `columns` in `folder`.

    `wait` reads the screen, `type` sends keys, `end` waits for the exit status.
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
        """The lines of the screen without trailing blanks and trailing empty lines."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    @property
    def sequences(self) -> set[bytes]:
        """The kinds of the control sequences in the output, with "#" for their numbers, which are positions."""
        return {re.sub(rb"[0-9]+", b"#", found) for found in _SEQUENCE.findall(self.written)}

    @property
    def is_cursor_shown(self) -> bool:
        """Whether the cursor is visible."""
        return not self._screen.cursor.hidden

    @property
    def echoes(self) -> bool:
        """Whether the terminal echoes keys."""
        return bool(termios.tcgetattr(self._child.child_fd)[_LFLAG] & termios.ECHO)

    @property
    def is_raw(self) -> bool:
        """Whether the terminal is in raw mode."""
        return not termios.tcgetattr(self._child.child_fd)[_LFLAG] & termios.ICANON

    def wait(self, shown: str | Callable[[list[str]], object], *, seconds: float = 20) -> list[str]:
        """Waits until the screen contains the text, or the function returns True for its lines; returns the lines.

        Raises AssertionError after the timeout, or if the client ends first.
        """
        deadline = time.monotonic() + seconds
        while True:
            lines = self.lines
            if shown(lines) if callable(shown) else shown in "\n".join(lines):
                return lines
            assert time.monotonic() < deadline, "\n".join([f"not shown: {shown}", *lines])
            assert self._read(0.2) or self._child.isalive(), "\n".join([f"ended without: {shown}", *lines])

    def until(self, condition: Callable[[], bool], *, seconds: float = 10) -> None:
        """Waits until `condition` returns True."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "\n".join(self.lines)
            self._read(0.02)

    def type(self, keys: str) -> None:
        """Sends keys; Enter is "\\r", Ctrl-C is "\\x03"."""
        self._child.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        """Changes the size of the terminal."""
        self._child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def kill(self, number: int) -> None:
        """Sends the client a signal."""
        self._child.kill(number)

    def end(self) -> int:
        """Waits for the end of the client and returns its status; 128 + n for a signal."""
        deadline = time.monotonic() + 30
        while self._read(0.5) or self._child.isalive():
            assert time.monotonic() < deadline, "\n".join(["still running", *self.lines])
        self.close()
        return self._child.exitstatus if self._child.exitstatus is not None else 128 + (self._child.signalstatus or 0)

    def close(self) -> None:
        """Ends the client."""
        self._child.close(force=True)

    def _read(self, seconds: float) -> bool:
        """Returns whether the client has written within `seconds`."""
        try:
            data = self._child.read_nonblocking(65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.written += data
        self._stream.feed(data)
        return True


def environment(home: Path, host: str, **more: str) -> dict[str, str]:
    """Returns the environment of a client of the engine at `host`, with an empty home."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DOCKER_", "PYDOCK_"))}
    return {**inherited, "HOME": str(home), "DOCKER_HOST": host, "TERM": "xterm", **more}
