"""Runs a `Trial` in a process of its own and sends one SIGINT; the command must end within SECONDS."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pydock_core.testing import run_pydock
from tests.fault_injection.engines import Engine
from tests.fault_injection.processes import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.fault_injection.silences import Trial

SECONDS = 3.0
REPORT = "the next signal ends pydock"
_BEFORE_SECONDS = 0.05  # the client may not wait for the response yet


class End(Enum):
    """How the command of a trial has ended."""

    ALONE = "ended without a signal"
    ONE_SIGNAL = "ended by one Ctrl-C"
    REPORTED = "reported that the engine does not answer, ended by the next Ctrl-C"
    FORWARDED = "passed Ctrl-C on to a running container, ended by the next Ctrl-C"
    HANG = "HANG"
    WRONG = "WRONG"


class Outcome(NamedTuple):
    """The end of a trial: the exit status, None for a hang, and what was written to stderr."""

    end: End
    status: int | None
    seconds: float  # from the signal on
    stderr: str


class Place:
    """The environment and the working directory of the command lines."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        self.environ = environ
        self.folder = folder

    def run(self, trial: Trial) -> Outcome:
        """Runs a trial on an engine of its own; a command that succeeded as the signal came is run again."""
        outcome = self._run(trial, _BEFORE_SECONDS)
        return outcome if outcome.status != 0 or outcome.end is End.ALONE else self._run(trial, 1.0)

    def _run(self, trial: Trial, before_seconds: float) -> Outcome:
        engine = Engine(api_version=trial.case.api_version)
        with engine, tempfile.TemporaryDirectory() as folder:
            for line in trial.case.setup:
                result = run_pydock(line.split(), engine=engine, environ=self.environ)
                assert result.status == 0, result
            reached = trial.prepare(engine)
            client = Client(self.environ, engine.serve(f"{folder}/engine.sock").host)

            def is_forwarded() -> bool:
                return not trial.at_signal and any(asked.path.endswith("/kill") for asked in engine.requests)

            return self.interrupt(
                trial.case.words, client, reached.is_set, is_forwarded=is_forwarded, before_seconds=before_seconds
            )

    def interrupt(
        self,
        words: list[str],
        client: Client,
        is_reached: Callable[[], bool],
        *,
        is_forwarded: Callable[[], bool] = lambda: False,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.DEVNULL,
        before_seconds: float = _BEFORE_SECONDS,
    ) -> Outcome:
        """Starts `words` and sends SIGINT `before_seconds` after `is_reached()`.

        A second SIGINT follows only if PyDock reports that the engine does not answer, or if the engine has answered
        the request to send the first one to the container (`is_forwarded`).
        """
        with tempfile.TemporaryFile() as stderr:
            process = client.begin(*words, stdin=stdin, stdout=stdout, stderr=stderr, cwd=self.folder)
            try:
                while not is_reached() and process.poll() is None:
                    time.sleep(0.005)
                time.sleep(before_seconds)
                end, begun = End.ALONE, time.monotonic()
                if process.poll() is None:
                    end = _signalled(process, lambda: _text(stderr.fileno()), is_forwarded)
                seconds = time.monotonic() - begun
                status = process.poll()
            finally:
                process.kill()
                process.wait()
            text = _text(stderr.fileno())
        is_broken = "Traceback" in text or "internal error" in text or (status == 0 and end is not End.ALONE)
        return Outcome(End.WRONG if is_broken else end, status, seconds, text)


def _signalled(process: subprocess.Popen[bytes], stderr: Callable[[], str], is_forwarded: Callable[[], bool]) -> End:
    """Sends the signals; returns how the process ends."""
    process.send_signal(signal.SIGINT)
    if _ends(process, unless=lambda: REPORT in stderr()):
        return End.ONE_SIGNAL
    if REPORT not in stderr() and not is_forwarded():
        return End.HANG
    process.send_signal(signal.SIGINT)
    if not _ends(process, unless=lambda: False):
        return End.HANG
    return End.REPORTED if REPORT in stderr() else End.FORWARDED


def _ends(process: subprocess.Popen[bytes], *, unless: Callable[[], bool]) -> bool:
    """Returns whether the process ends within SECONDS; False at once if `unless()`."""
    deadline = time.monotonic() + SECONDS
    while process.poll() is None:
        if unless() or time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _text(descriptor: int) -> str:
    return os.pread(descriptor, 1 << 20, 0).decode("utf-8", "replace")
