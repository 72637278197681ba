"""`--random SEED`: an order that the seed repeats, with every test in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def order(*options: str) -> list[str]:
    """Returns the tests of one file in the order of their run."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *options, "tests/unit/values/test_csv.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if "::" in line]


def test_seed_repeats_its_order_and_another_seed_gives_another() -> None:
    usual, once, again, other = order(), order("--random", "1"), order("--random", "1"), order("--random", "2")
    assert len(usual) > 5
    assert once == again
    assert len({tuple(each) for each in (usual, once, other)}) == 3
    assert sorted(once) == sorted(usual)
