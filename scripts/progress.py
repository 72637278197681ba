"""Prints lines during slow steps: `progress` around a block, `python -m scripts.progress WHAT COMMAND [ARG...]`.

Runs with any Python 3.10, outside a virtual environment too.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERVAL_SECONDS = 4.0


@contextmanager
def progress(what: str, *, interval_seconds: float = INTERVAL_SECONDS) -> Iterator[None]:
    """Prints a line with `what` and the seconds so far at each interval until the block ends."""
    started = time.monotonic()
    ended = threading.Event()

    def report() -> None:
        while not ended.wait(interval_seconds):
            print(f"  ... {what} ({time.monotonic() - started:.0f} s)", flush=True)

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        yield
    finally:
        ended.set()
        reporter.join()


def main(what: str, *command: str) -> int:
    """Runs a command and returns its status, 130 after Ctrl-C."""
    try:
        with progress(what):
            return subprocess.run(command).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
