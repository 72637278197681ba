"""Which mutants `scripts/mutation` runs, and how it counts them."""

from __future__ import annotations

import difflib
import enum
import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_T = TypeVar("_T")


class Outcome(enum.Enum):
    """How the tests of a mutant ended. A mutant on which the tests never end is noticed as well as one that fails."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


def draw_sample(mutants: Mapping[str, Sequence[_T]], size: int, seed: int) -> list[tuple[str, _T]]:
    """Returns (area, mutant) of `size` mutants of all areas, or of all if there are fewer, in random order.

    The same seed draws the same mutants in the same order from the same source.
    """
    everything = [(area, mutant) for area, found in mutants.items() for mutant in found]
    return random.Random(seed).sample(everything, min(size, len(everything)))


def percentage(outcomes: Sequence[Outcome]) -> float:
    """Returns the share of mutants that did not survive, in percent; 100 of none."""
    noticed = sum(outcome is not Outcome.SURVIVED for outcome in outcomes)
    return 100 * noticed / len(outcomes) if outcomes else 100.0


def score_lines(results: Iterable[tuple[str, Outcome]]) -> list[str]:
    """Returns a table of (area, outcome): a line for each area in the order of its first mutant, and one for all."""
    by_area: dict[str, list[Outcome]] = {}
    for area, outcome in results:
        by_area.setdefault(area, []).append(outcome)
    rows = sorted(by_area.items())
    lines = [f"{'area':<12}{'mutants':>9}{'killed':>9}{'timed out':>11}{'survived':>10}{'score':>9}"]
    for area, outcomes in [*rows, ("all", [outcome for _, found in rows for outcome in found])]:
        killed, timed_out, survived = (outcomes.count(outcome) for outcome in Outcome)
        count = f"{area:<12}{len(outcomes):>9}{killed:>9}{timed_out:>11}{survived:>10}"
        lines.append(f"{count}{percentage(outcomes):>7.1f} %")
    return lines


def changed_lines(source: str, changed: str) -> list[str]:
    """Returns the lines that differ, with `-` and `+` before them."""
    lines = difflib.unified_diff(source.splitlines(), changed.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
