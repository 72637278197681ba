"""Ends a process by a signal, as a shell expects."""

from __future__ import annotations

import os
import signal

SIGPIPE = 13


def die_of_broken_pipe() -> int:
    """Ends the process by SIGPIPE, as in `docker ps | head -0`; returns 141 if the signal does not end it."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGPIPE)
    return 128 + SIGPIPE
