"""The second try of `scripts/test`: visible, and limited to three tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each test fails at its first try, unless its name says that it never or always does.
UNSTEADY = """
import pathlib, pytest

def first(name):
    mark = pathlib.Path(__file__).with_name(name)
    if mark.exists():
        return False
    mark.touch()
    return True

@pytest.mark.parametrize("name", {names})
def test_unsteady(name):
    assert name != "broken"
    assert name == "steady" or not first(name)
"""


def tried_twice(folder: Path, names: list[str]) -> tuple[int, list[str]]:
    """Returns the status and the last lines of the second of two runs, as `scripts/test` makes them."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(UNSTEADY.format(names=names))
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    first = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly"]
    second = [*first, "-p", "tests.second_try", "--last-failed", "--last-failed-no-failures", "none", "--maxfail", "4"]
    assert subprocess.run(first, cwd=folder, env=environ, capture_output=True).returncode == 1
    ran = subprocess.run(second, cwd=folder, env=environ, capture_output=True, text=True)
    return ran.returncode, ran.stdout.splitlines()


@pytest.mark.parametrize("count", [1, 3])
def test_up_to_three_tests_that_pass_at_the_second_try_are_listed(tmp_path: Path, count: int) -> None:
    status, lines = tried_twice(tmp_path, ["steady", *"abc"[:count]])
    assert status == 0
    named = [line for line in lines[-6:] if line.startswith("SECOND TRY ")]
    assert named == [f"SECOND TRY test_it.py::test_unsteady[{name}]" for name in "abc"[:count]]
    assert lines[-1].startswith(f"{count} passed")


def test_more_than_three_second_tries_fail_the_run(tmp_path: Path) -> None:
    status, lines = tried_twice(tmp_path, ["steady", *"abcd"])
    assert status == 1
    assert lines[-2] == "4 tests needed a second try, more than 3: the run fails."
    assert lines[-1].startswith("4 passed")


def test_second_failure_of_a_test_fails_the_run(tmp_path: Path) -> None:
    status, lines = tried_twice(tmp_path, ["broken", "a", "steady"])
    assert status == 1
    assert "SECOND TRY test_it.py::test_unsteady[a]" in lines
    assert "SECOND TRY test_it.py::test_unsteady[broken]" not in lines
    assert lines[-1].startswith("1 failed, 1 passed")


def test_script_makes_the_second_try() -> None:
    script = (ROOT / "scripts" / "test").read_text()
    assert "-p tests.second_try --last-failed --last-failed-no-failures none --maxfail 4" in script
