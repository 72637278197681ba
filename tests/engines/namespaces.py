"""The network namespace of the tests: dockerd, registries and published ports share its 127.0.0.1.

A dockerd changes bridges and packet filters, so it never runs in the network of the machine. The test process (each
pytest-xdist worker) enters a new network namespace; child processes inherit the namespace.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

CLONE_NEWNET = 0x40000000

_outside: int | None = None  # a descriptor of the original namespace


def missing() -> str | None:
    """Returns the reason why no real engine can be started, in one line; None if an engine can."""
    if sys.platform != "linux":
        return "real engines need Linux"
    if os.geteuid() != 0:
        return "real engines need root: run ./scripts/test, or pytest with sudo"
    return None


def enter() -> None:
    """Moves the calling thread, with its later threads and processes, into a new network that has only 127.0.0.1.

    The first call must precede every thread and server of the tests; later calls do nothing. Raises OSError if the
    kernel, or a container around the tests, forbids new namespaces.
    """
    global _outside
    if _outside is not None:
        return
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    # os.unshare needs Python 3.12.
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        os.close(outside)
        number = ctypes.get_errno()
        raise OSError(number, f"no network namespace of our own: {os.strerror(number)}")
    _outside = outside
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def outside() -> list[str]:
    """Returns the words before a command that needs the network of the machine, such as `pip install`."""
    if _outside is None:
        return []
    return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{_outside}", "--"]
