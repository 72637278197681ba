"""Asks docker's CLI plugins: starts programs that print an answer and end, with limits for time and size."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from time import monotonic
from typing import TYPE_CHECKING

from pydock_core.output import signals
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_BYTES = 1 << 20  # of an answer; that of docker compose has 150
_READ_BYTES = 1 << 16


class Answer:
    """What one program printed on stdout: `output`, and `problem`, "" for a program that ended with status 0.

    `problem` has Go's words where docker has some: `fork/exec …`, `exit status 3`, `signal: killed`.
    """

    __slots__ = ("output", "problem")

    def __init__(self) -> None:
        self.output = b""
        self.problem = ""


def ask(commands: Sequence[Sequence[str]], environ: Mapping[str, str], seconds: float) -> list[Answer]:
    """Runs the commands at the same time; returns their answers in the same order.

    The programs get no input, and their stderr is not shown. One that runs longer than `seconds`, or prints more than
    `MOST_BYTES`, is killed with all that it started in its session; all of them are at an exception, Ctrl-C included.
    """
    answers: list[Answer] = []
    running: list[tuple[Answer, subprocess.Popen[bytes]]] = []
    interrupts: list[int] = []
    before = signals.catch((signals.INT,), interrupts.append)  # inside Popen, Ctrl-C would leave a process behind
    try:
        for command in commands:
            answer = Answer()
            answers.append(answer)
            try:
                running.append((answer, _start(command, environ)))
            except OSError as error:
                answer.problem = failed_to_run(command[0], error)
        signals.give_back(before)
        if interrupts:
            raise KeyboardInterrupt
        _collect(running, seconds)
    finally:
        signals.give_back(before)
        for _, process in running:
            _end(process)
    return answers


def failed_to_run(path: str, error: OSError) -> str:
    """Returns Go's message for a program that can't be started."""
    return f"fork/exec {path}: {os_error_text(error)}"


def end_of_process(status: int) -> str:
    """Returns Go's words for the end of a process whose status subprocess gives; "" for success."""
    if status < 0:
        return f"signal: {(signal.strsignal(-status) or str(-status)).lower()}"
    return f"exit status {status}" if status else ""


def _start(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  a plugin that the user has installed
        command,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that a program is killed with its children
    )


def _collect(running: list[tuple[Answer, subprocess.Popen[bytes]]], seconds: float) -> None:
    end = monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for answer, process in running:
            selector.register(process.stdout, selectors.EVENT_READ, answer)  # type: ignore[arg-type]  # a pipe
        while selector.get_map() and (left := end - monotonic()) > 0:
            for key, _ in selector.select(left):
                answer = key.data
                piece = os.read(key.fd, _READ_BYTES)
                answer.output += piece
                if len(answer.output) > MOST_BYTES:
                    answer.problem = f"more than {MOST_BYTES} bytes of output"
                if not piece or answer.problem:
                    selector.unregister(key.fileobj)
    for answer, process in running:
        if not answer.problem:
            try:
                answer.problem = end_of_process(process.wait(max(0.0, end - monotonic())))
            except subprocess.TimeoutExpired:
                answer.problem = f"no answer within {seconds:g} s"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kills a process that still runs, with its session; frees what this process keeps of it."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
