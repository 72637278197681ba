"""How a process ends by a signal that it should die of, as a shell expects."""

from __future__ import annotations

import os
import signal

SIGPIPE = 13


def die_of_broken_pipe() -> int:
    """Ends by SIGPIPE, as `docker ps | head -0` does; returns 141 where the signal can't be had."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)
    return 128 + SIGPIPE
