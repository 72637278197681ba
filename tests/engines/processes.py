"""Servers as child processes that end with their parent, and their temporary folders."""

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

# Waits for the end of its standard input, which the death of the owner causes too, then removes the folder and the
# control groups of that name. It repeats the removal while processes that use them are still ending.
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
    """Sets handlers for inherited ignored signals, so that child processes have the default action.

    `nohup` ignores SIGHUP, and a shell without job control ignores SIGINT and SIGQUIT in background processes. Child
    processes inherit ignored signals, and would go on after such a signal. They do not inherit handlers: they have the
    default action, and this process goes on after a hang-up, as `nohup` promises. SIGINT raises KeyboardInterrupt.
    Python itself ignores SIGPIPE and SIGXFSZ, which subprocess resets.
    """
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else lambda *_: None)


def die_with_parent() -> None:
    """Makes the kernel kill this process when its parent ends (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Folder:
    """A temporary folder and the control groups of its name; removed by `remove` or at the end of this process."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{prefix}-"))
        self._keeper = subprocess.Popen(
            ["sh", "-c", _KEEPER, "sh", str(self.path), self.path.name], stdin=subprocess.PIPE, start_new_session=True
        )

    def remove(self) -> None:
        """Removes the folder; raises RuntimeError if a file in the folder is still in use after three seconds."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        if self._keeper.wait() != 0:
            raise RuntimeError(f"{self.path}: can't be removed, something still uses it")


def start(
    arguments: Sequence[str], log: Path, *, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a server that ends with the calling thread and does not receive a Ctrl-C of the terminal.

    The file `log` receives the output.
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
    """Waits until `ready` returns True; raises RuntimeError with the end of the log if the server ends or is slow."""
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
    """Returns a free TCP port of 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """Returns whether a server listens on this TCP port of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
