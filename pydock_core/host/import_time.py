"""How long a plugin takes to be imported: measured in a fresh process, so that nothing of it is loaded already."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

from pydock_core.host.index import search_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.host.plugin_inventory import InstalledPlugin

TIMEOUT_SECONDS = 5.0
PROGRAM = """\
import os, sys
descriptor, module, sys.path[:] = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
import pydock_core.plugin_api
from time import perf_counter as clock
write, leave, begun = os.write, os._exit, clock()
__import__(module)
write(descriptor, repr(clock() - begun).encode())
leave(0)
"""


def import_seconds(plugin: InstalledPlugin) -> float | None:
    """Seconds that importing the plugin's module takes beside PyDock's own start; None where it can't be imported."""
    core = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    answer, theirs = os.pipe()
    module = plugin.value.partition(":")[0]
    try:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and program
            [sys.executable, "-c", PROGRAM, str(theirs), module, *search_path(), core],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs,),
            start_new_session=True,
        )
    except OSError:
        os.close(answer)
        return None
    finally:
        os.close(theirs)
    with open(answer, "rb") as pipe:
        with suppress(subprocess.TimeoutExpired):
            process.wait(TIMEOUT_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.set_blocking(pipe.fileno(), False)
        # Not to the end of the pipe: what the plugin started in a session of its own may hold it.
        text = pipe.read1(64)
    try:
        return float(text)
    except ValueError:
        return None
