"""Two commands run in turn, A B A B …, and what their ratios are: a noisy machine slows both, so the ratio stays."""

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
    """A command that was to be measured doesn't work; its text is the command's last words."""


def _nothing() -> None:
    """Leaves all as it is."""


class Command(NamedTuple):
    """A command line (its program as a path) and the whole environment that it gets.

    `before` is called, unmeasured, before each run; `terminal` runs it on one of 120 columns.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], object] = _nothing
    terminal: bool = False

    def check(self) -> None:
        """Runs it once, which also compiles and caches. FailedError unless it ends with status 0."""
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
        """Runs it once, measured. FailedError unless it ends with status 0."""
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
    """A terminal on which everything written is read at once."""
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
        pass  # how Linux says that nobody has the other side any more


class Sample(NamedTuple):
    """What one run took: seconds, seconds of user and system, KiB at its peak."""

    wall: float
    processor: float
    memory: float


class Ratio(NamedTuple):
    """The median of a set of ratios, and the quarters below and above it."""

    low: float
    median: float
    high: float


class Ratios(NamedTuple):
    """A's share of B, for each measure."""

    wall: Ratio
    processor: Ratio
    memory: Ratio


def compare(a: Command, b: Command, runs: int) -> Ratios:
    """Runs both `runs` times in turn; returns A ÷ B. FailedError when one of them doesn't work."""
    for command in (a, b):
        command.check()
    pairs = [(a.sample(), b.sample()) for _ in range(runs)]
    columns = [[left[measure] / right[measure] for left, right in pairs] for measure in range(len(Sample._fields))]
    return Ratios(*(_ratio(column) for column in columns))


def _ratio(values: list[float]) -> Ratio:
    if len(values) == 1:
        return Ratio(values[0], values[0], values[0])
    return Ratio(*statistics.quantiles(values, n=4, method="inclusive"))
