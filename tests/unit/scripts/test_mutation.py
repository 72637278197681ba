"""The parts of `scripts/mutation` that run no mutant: the sample, the score, and the function around a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.mutation_areas import AREAS, ROOT
from scripts.mutation_pytest import first_line
from scripts.mutation_score import Outcome, changed_lines, draw_sample, percentage, score_lines

MUTANTS = {"one": list(range(100)), "two": list(range(100, 150))}
KILLED, TIMED_OUT, SURVIVED = Outcome.KILLED, Outcome.TIMED_OUT, Outcome.SURVIVED


def test_sample_of_a_seed_is_the_same_again() -> None:
    drawn = draw_sample(MUTANTS, 30, seed=7)
    assert drawn == draw_sample(MUTANTS, 30, seed=7)
    assert drawn != draw_sample(MUTANTS, 30, seed=8)
    assert len(set(drawn)) == 30
    assert {area for area, _ in drawn} == {"one", "two"}
    assert all(mutant in MUTANTS[area] for area, mutant in drawn)


def test_sample_larger_than_the_number_of_mutants_has_all() -> None:
    assert len(draw_sample(MUTANTS, 1000, seed=1)) == 150


@pytest.mark.parametrize(
    ("outcomes", "score"),
    [([], 100), ([KILLED], 100), ([SURVIVED], 0), ([KILLED, TIMED_OUT, SURVIVED, KILLED], 75)],
)
def test_score_counts_timeouts_as_noticed(outcomes: list[Outcome], score: float) -> None:
    assert percentage(outcomes) == score


def test_score_table_has_a_line_for_each_area_and_one_for_all() -> None:
    lines = score_lines([("tar", KILLED), ("attach", SURVIVED), ("tar", TIMED_OUT), ("tar", SURVIVED)])
    assert [line.split() for line in lines[1:]] == [
        ["attach", "1", "0", "0", "1", "0.0", "%"],
        ["tar", "3", "1", "1", "1", "66.7", "%"],
        ["all", "4", "1", "1", "2", "50.0", "%"],
    ]


def test_changed_lines_of_a_mutant() -> None:
    assert changed_lines("a = 1\nb = 2\n", "a = 1\nb = 3\n") == ["-b = 2", "+b = 3"]


SOURCE = """\
x = 1
@decorator
def f(default=2):
    y = 1
    def g():
        return y
    return g
class C:
    z = 1
    def method(self):
        return 1
"""


@pytest.mark.parametrize(
    ("line", "first"), [(1, 0), (2, 0), (3, 0), (4, 2), (5, 2), (6, 5), (7, 2), (8, 0), (9, 0), (10, 0), (11, 10)]
)
def test_first_line_of_the_function_around_a_line(line: int, first: int) -> None:
    assert first_line(SOURCE, line) == first


def test_files_and_tests_of_each_area_exist() -> None:
    for area in AREAS:
        assert area.files
        assert area.tests
        assert all((ROOT / name).is_file() for name in (*area.files, *area.tests))
    assert Path(ROOT / "scripts/mutation").stat().st_mode & 0o100
