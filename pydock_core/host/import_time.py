"""Measures the import time of a plugin, in a process of its own in which no module of the plugin is loaded."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from pydock_core.host.child_process import isolated_python
from pydock_core.host.index_file import search_path

if TYPE_CHECKING:
    from pydock_core.host.plugin_inventory import InstalledPlugin

TIMEOUT_SECONDS = 5.0
PROGRAM = """\
import os
descriptor, module = int(arguments[0]), arguments[1]
import pydock_core.plugin_api
from time import perf_counter as clock
write, leave, begun = os.write, os._exit, clock()
__import__(module)
write(descriptor, repr(clock() - begun).encode())
leave(0)
"""


def import_seconds(plugin: InstalledPlugin) -> float | None:
    """Seconds that the import of the plugin's module takes after PyDock's API is loaded; None if the import fails."""
    answer, child_end = os.pipe()
    module = plugin.value.partition(":")[0]
    try:
        process = subprocess.Popen(  # noqa: S603  this interpreter and a constant program
            isolated_python(PROGRAM, [str(child_end), module], search_path()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(child_end,),
            start_new_session=True,
        )
    except OSError:
        os.close(answer)
        return None
    finally:
        os.close(child_end)
    with open(answer, "rb") as pipe:
        with suppress(subprocess.TimeoutExpired):
            process.wait(TIMEOUT_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.set_blocking(pipe.fileno(), False)
        # Not up to the end of the pipe: a process that the plugin started in a session of its own may keep it open.
        text = pipe.read1(64)
    try:
        return float(text)
    except ValueError:
        return None
