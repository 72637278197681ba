"""Asking one plugin in a process of its own: what its import changes, starts or kills never reaches another plugin."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from typing import Any

from pydock_core.host.child_process import broken, how_it_ended
from pydock_core.host.plugin_report import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.host.manager import Specified

TIMEOUT_SECONDS = 1.0  # between the end of what a process says and its own end
_TIMERS = (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF)


def report_apart(plugin: Mapping[str, Any], manager: Specified) -> dict[str, Any]:
    """`plugin_report.report`, from a fork of this process; a process that ends without one makes a broken plugin.

    Waits for as long as it takes: whoever started this process watches the time.
    """
    answer, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        _answer(theirs, plugin, manager)
    os.close(theirs)
    # One line: the pipe's end may never come, as what the plugin started may hold it too.
    with open(answer, "rb") as pipe:
        line = pipe.readline()
    status = _end(process, wait=not line.endswith(b"\n"))
    if line.endswith(b"\n"):
        found: dict[str, Any] = json.loads(line)
        return found
    return broken(plugin["id"], how_it_ended(status))


def _answer(descriptor: int, plugin: Mapping[str, Any], manager: Specified) -> None:
    dumps, write = json.dumps, os.write  # before the plugin can replace them
    for number in _TIMERS:  # one that its import sets would end this process, or not, as it happens
        signal.signal(number, signal.SIG_IGN)
    try:
        data = dumps(report(plugin, manager)).encode() + b"\n"
        while data:
            data = data[write(descriptor, data) :]
    finally:
        os._exit(0)


def _end(process: int, *, wait: bool) -> int | None:
    """Ends the process; its return code as subprocess has it, None where it was still running."""
    until = time.monotonic() + (TIMEOUT_SECONDS if wait else 0)
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            break
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None
