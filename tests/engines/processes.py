"""Servers as child processes that can't outlive the process that started them, and the folders that they used."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Waits until its standard input ends, which the death of the owner brings about too, then removes the folder and the
# control groups of that name. It tries again for a while because the processes that used them are still dying.
_KEEPER = """
trap '' INT TERM HUP
cat >/dev/null
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  find /sys/fs/cgroup -depth -type d -path "*/$2*" -exec rmdir {} + 2>/dev/null
  rm -rf "$1" 2>/dev/null
  [ ! -e "$1" ] && [ -z "$(find /sys/fs/cgroup -type d -name "$2" 2>/dev/null)" ] && exit 0
  sleep 0.2
done
exit 1
"""


PR_SET_PDEATHSIG = 1


def catch_ignored_signals() -> None:
    """Ends the ignoring of signals that this process inherited, for the sake of the programs that it starts.

    `nohup` ignores SIGHUP, and a shell without job control ignores SIGINT and SIGQUIT in what it starts in the
    background. Programs inherit that, and one that is to end by such a signal would go on. A handler is not inherited:
    the programs have the default action, and this process goes on after a hang-up, as `nohup` promises. SIGINT raises
    KeyboardInterrupt. SIGPIPE and SIGXFSZ are Python's own: subprocess resets them.
    """
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else lambda *_: None)


def die_with_parent() -> None:
    """Has this process killed when the one that started it ends, however it ends (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Folder:
    """A temporary folder and the control groups named like it; both are gone after `remove`, or when we are killed."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{prefix}-"))
        self._keeper = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", str(self.path), self.path.name], stdin=subprocess.PIPE, start_new_session=True
        )

    def remove(self) -> None:
        """Removes the folder. RuntimeError when something in it is still in use after three seconds."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        if self._keeper.wait() != 0:
            raise RuntimeError(f"{self.path}: can't be removed, something still uses it")


def start(
    arguments: Sequence[str], log: Path, *, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a server that dies with the calling thread and isn't reached by a Ctrl-C typed at our terminal.

    Its output goes to the file `log`.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,
        )


def wait_until_ready(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, *, timeout_seconds: float = 20
) -> None:
    """Returns when `ready` says so. RuntimeError with the end of the log when the server ends or takes too long."""
    deadline = time.monotonic() + timeout_seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            state = (
                f"does not answer after {timeout_seconds:g} s"
                if process.returncode is None
                else f"ended with {process.returncode}"
            )
            tail = log.read_text(errors="replace")[-3000:]
            raise RuntimeError(f"{log.stem} {state}:\n{tail}")
        time.sleep(0.02)


def free_port() -> int:
    """Returns a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """Tells whether somebody listens on this TCP port of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
