"""Runs two commands in turn, A B A B …, and computes their ratios: noise slows both, so the ratio is stable."""

from __future__ import annotations

import fcntl
import os
import statistics
import struct
import subprocess
import sys
import termios
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import BinaryIO

_SAMPLE = Path(__file__).with_name("bench_sample.py")


class FailedError(Exception):
    """A command to measure failed; the text is the end of its output."""


def _nothing() -> None:
    """Does nothing."""


class Command(NamedTuple):
    """A command line (its program as a path) and its whole environment.

    `before` is called, unmeasured, before each run; with `terminal`, the command runs on a terminal of 120 columns.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], object] = _nothing
    terminal: bool = False

    def check(self) -> None:
        """Runs the command once, which also compiles and caches; raises FailedError unless its status is 0."""
        self.before()
        done = subprocess.run(
            self.words,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        if done.returncode != 0:
            said = (done.stderr.strip() or "said nothing").splitlines()[0]
            raise FailedError(f"{Path(self.words[0]).name} {' '.join(self.words[1:])}: {said}")

    def sample(self) -> Sample:
        """Runs and measures the command once; raises FailedError unless its status is 0."""
        self.before()
        with _terminal() if self.terminal else open(os.devnull, "r+b", buffering=0) as streams:
            program = [sys.executable, "-I", "-S", str(_SAMPLE), str(streams.fileno()), *self.words]
            done = subprocess.run(
                program,
                env=self.environment,
                capture_output=True,
                text=True,
                check=True,
                pass_fds=[streams.fileno()],
            )
        status, wall, processor, memory = done.stdout.split()
        if status != "0":
            raise FailedError(f"{' '.join(self.words)}: ended with {status}")
        return Sample(float(wall), float(processor), float(memory))


@contextmanager
def _terminal() -> Iterator[BinaryIO]:
    """Yields a terminal whose output is read at once."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    reader = threading.Thread(target=_read_all, args=(ours,))
    reader.start()
    try:
        with open(theirs, "r+b", buffering=0) as streams:
            yield streams
    finally:
        reader.join()
        os.close(ours)


def _read_all(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1 << 16):
            pass
    except OSError:
        pass  # Linux's error once the other side is closed


class Sample(NamedTuple):
    """The cost of one run: wall seconds, processor seconds (user and system), KiB at its peak."""

    wall: float
    processor: float
    memory: float


class Ratio(NamedTuple):
    """The median of a set of ratios, and their lower and upper quartiles."""

    low: float
    median: float
    high: float


class Ratios(NamedTuple):
    """The ratios A ÷ B, for each measure."""

    wall: Ratio
    processor: Ratio
    memory: Ratio


def compare(a: Command, b: Command, runs: int) -> Ratios:
    """Runs both commands `runs` times in turn and returns A ÷ B; raises FailedError if one of them fails."""
    for command in (a, b):
        command.check()
    pairs = [(a.sample(), b.sample()) for _ in range(runs)]
    columns = [[left[measure] / right[measure] for left, right in pairs] for measure in range(len(Sample._fields))]
    return Ratios(*(_ratio(column) for column in columns))


def _ratio(values: list[float]) -> Ratio:
    if len(values) == 1:
        return Ratio(values[0], values[0], values[0])
    return Ratio(*statistics.quantiles(values, n=4, method="inclusive"))
