"""Detaches a process that answers a shell from its streams and its terminal."""

from __future__ import annotations

import os


def detach() -> None:
    """Points stdin, stdout and stderr to the null device and leaves the terminal.

    A plugin or ssh must neither print nor ask for a password while a line is typed.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    try:
        os.setsid()
    except OSError:
        pass  # this process already leads a session or a group
