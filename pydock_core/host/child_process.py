"""Starting, hearing and ending the child process that asks the plugins."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROGRAM = """\
import sys
descriptor, sys.path[:] = int(sys.argv[1]), sys.argv[2:]
from pydock_core.host.index_child import main
main(descriptor)
"""


class ChildProcess:
    """One child, in a session of its own, so that whatever a plugin starts there ends with it. Raises OSError."""

    def __init__(self, job: dict[str, Any], environ: Mapping[str, str]) -> None:
        core = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self._silent, self._closed = 0.0, False
        self._answers, theirs = os.pipe()
        if not sys.executable:
            raise OSError("no interpreter to start")
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and program
                [sys.executable, "-c", PROGRAM, str(theirs), *job["path"], core],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs,),
                start_new_session=True,
                env={**os.environ, **environ},
            )
        except BaseException:
            os.close(self._answers)
            raise
        finally:
            os.close(theirs)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(json.dumps(job).encode())

    def messages(self, silence_seconds: float) -> Iterator[dict[str, Any]]:
        """What the child says, until it says `end`, ends, or is silent for too long."""
        data = b""
        # A poll, not a select: the descriptor of a process with thousands of files may be beyond select's limit.
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while True:
            if not poll.poll(silence_seconds * 1000):
                self._silent = silence_seconds
                return
            piece = os.read(self._answers, 65536)
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
        """Ends the child and what it started; returns how it ended, for the message about the plugin it was asking."""
        os.close(self._answers)
        if self._closed:
            # The pipe's end may be seen a moment before the process's.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
        status = self._process.returncode
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._silent:
            return f"it did not answer for {self._silent:g} seconds"
        return how_it_ended(status)


def broken(identity: str, end: str) -> dict[str, Any]:
    """The report on a plugin that gave none."""
    errors = [{"hook": "import", "reason": f"{end} while it was imported"}]
    return {"plugin": identity, "errors": errors, "broken": True, "files": []}


def how_it_ended(status: int | None) -> str:
    """In words, for the message about the plugin that was asked."""
    if status is None:
        return "it closed PyDock's descriptors"
    if status < 0:
        return f"it killed Python with signal {-status}"
    return f"it ended Python with status {status}"
