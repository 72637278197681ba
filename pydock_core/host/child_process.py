"""The parent's side of the child process that asks the plugins: starts it, reads its messages, ends it."""

from __future__ import annotations

import json
import os
import select
import signal
import site
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydock_core.host.plugin_report import Report

CORE_FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PREPARE = """\
import sys
user_site, count = sys.argv[1], 3 + int(sys.argv[2])
if user_site:
    import site
    site.addsitedir(user_site)
arguments, sys.path[:] = sys.argv[3:count], sys.argv[count:]
"""
PROGRAM = """\
from pydock_core.host.index_child import main
main(int(arguments[0]))
"""


def isolated_python(program: str, arguments: Sequence[str], path: Sequence[str]) -> list[str]:
    """The command line that runs `program`, which finds its `arguments` in a list of that name.

    Python is isolated: it imports nothing from the current folder or a relative entry of PYTHONPATH. The child's
    sys.path is `path` and PyDock's own folder. The import hooks that packages in the user site install are kept.
    """
    user_site = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    no_bytecode = ["-B"] if sys.dont_write_bytecode else []
    words = [sys.executable, "-I", *no_bytecode, "-c", PREPARE + program, user_site, str(len(arguments))]
    return [*words, *arguments, *path, CORE_FOLDER]


class ChildProcess:
    """A child process in a session of its own, so that processes that a plugin starts end with it.

    Raises OSError if the child cannot be started.
    """

    def __init__(self, job: dict[str, Any], environ: Mapping[str, str]) -> None:
        self._silent_seconds = 0.0
        self._closed = False
        self._messages, child_end = os.pipe()
        try:
            if not sys.executable:
                raise OSError("the Python interpreter's path is unknown")
            self._process = subprocess.Popen(  # noqa: S603  this interpreter and a constant program
                isolated_python(PROGRAM, [str(child_end)], job["path"]),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(child_end,),
                start_new_session=True,
                env={**os.environ, **environ},
            )
        except BaseException:
            os.close(self._messages)
            raise
        finally:
            os.close(child_end)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(json.dumps(job).encode())

    def messages(self, silence_seconds: float) -> Iterator[dict[str, Any]]:
        """The child's messages up to `end`; fewer if the child ends, or sends nothing for `silence_seconds`."""
        data = b""
        # poll, not select: in a process with thousands of open files, select cannot watch the descriptor.
        poll = select.poll()
        poll.register(self._messages, select.POLLIN)
        while True:
            if not poll.poll(silence_seconds * 1000):
                self._silent_seconds = silence_seconds
                return
            piece = os.read(self._messages, 65536)
            *lines, data = (data + piece).split(b"\n")
            for line in lines:
                message = json.loads(line)
                yield message
                if "end" in message:
                    return
            if not piece:
                self._closed = True
                return

    def end(self) -> str:
        """Kills the child and the processes in its session; returns how the child ended, for an error message."""
        os.close(self._messages)
        if self._closed:
            # The end of the pipe may be visible a moment before the end of the process.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
        status = self._process.returncode
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._silent_seconds:
            return f"it did not answer for {self._silent_seconds:g} seconds"
        return describe_exit(status)


def crash_report(plugin: str, ending: str) -> Report:
    """The report on a plugin whose process ended, in the way that `ending` describes, before it sent one."""
    errors = [{"hook": "import", "reason": f"{ending} while it was imported"}]
    return {"plugin": plugin, "errors": errors, "broken": True, "files": []}


def describe_exit(status: int | None) -> str:
    """How a process ended, for a message about the plugin that it imported; None if the process had to be killed."""
    if status is None:
        return "it closed PyDock's descriptors"
    if status < 0:
        return f"it killed Python with signal {-status}"
    return f"it ended Python with status {status}"
