"""A network of one's own: dockerd, registries and published ports share one 127.0.0.1 that nobody else sees.

A dockerd changes bridges and packet filters, so it never runs in the machine's own network. The process that runs the
tests steps into a new network namespace (each pytest-xdist worker into its own); what it starts later inherits it.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

CLONE_NEWNET = 0x40000000

_outside: int | None = None  # a descriptor of the namespace that this process came from


def missing() -> str | None:
    """Returns in one line why real engines can't be started here, or None when they can."""
    if sys.platform != "linux":
        return "real engines need Linux"
    if os.geteuid() != 0:
        return "real engines need root: run ./scripts/test, or pytest with sudo"
    return None


def enter() -> None:
    """Moves the calling thread, and all that it starts from now on, into a new network that has only 127.0.0.1.

    Call it before any thread or server of the tests exists; later calls do nothing. OSError where the kernel or a
    container around us forbids it.
    """
    global _outside
    if _outside is not None:
        return
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    # os.unshare exists from Python 3.12 on only.
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        os.close(outside)
        number = ctypes.get_errno()
        raise OSError(number, f"no network namespace of our own: {os.strerror(number)}")
    _outside = outside
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def outside() -> list[str]:
    """Returns the words to put before a command that needs the machine's own network, such as `pip install`."""
    if _outside is None:
        return []
    return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{_outside}", "--"]
