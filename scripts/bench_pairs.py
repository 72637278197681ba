"""Two commands run in turn, A B A B …, and what their ratios are: a noisy machine slows both, so the ratio stays."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SAMPLE = Path(__file__).with_name("bench_sample.py")


class FailedError(Exception):
    """A command that was to be measured doesn't work; its text is the command's last words."""


class Command(NamedTuple):
    """A command line (its program as a path) and the whole environment that it gets."""

    words: Sequence[str]
    environment: Mapping[str, str]

    def check(self) -> None:
        """Runs it once, which also compiles and caches. FailedError unless it ends with status 0."""
        done = subprocess.run(
            self.words, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip() or "said nothing").splitlines()[0]
            raise FailedError(f"{Path(self.words[0]).name} {' '.join(self.words[1:])}: {said}")

    def sample(self) -> Sample:
        """Runs it once, measured. FailedError unless it ends with status 0."""
        program = [sys.executable, "-I", "-S", str(_SAMPLE), *self.words]
        done = subprocess.run(program, env=self.environment, capture_output=True, text=True, check=True)
        status, wall, processor, memory = done.stdout.split()
        if status != "0":
            raise FailedError(f"{' '.join(self.words)}: ended with {status}")
        return Sample(float(wall), float(processor), float(memory))


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
