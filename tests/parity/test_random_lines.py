"""A sample of the random command lines of `scripts/parity-random`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.parity import random_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.parity.runner import Stage

SEED, LINES = 1, 5


@pytest.mark.parametrize("command", random_lines.DATA["commands"])
def test_random_command_lines_have_the_same_outcome(
    command: str, stage: Stage, pydock: Path, docker: Path | None
) -> None:
    if docker is None:
        pytest.skip("needs docker's client to compare with")
    lines = random_lines.cases(SEED, LINES, command)
    found = [text for case in lines if (text := random_lines.difference(stage, case, docker, pydock))]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_seed_determines_the_lines() -> None:
    once, again = ([case.run for case in random_lines.cases(7, 100)] for _ in range(2))
    assert once == again
    assert len(set(once)) > 80


def test_exceptions_name_existing_commands_and_flags() -> None:
    data = random_lines.DATA
    flags = {name for command in data["commands"] for name in random_lines.FLAGS[command.partition(" -")[0]]}
    assert data["kinds"].keys() <= flags
    assert set(data["kinds"].values()) <= data["values"].keys()
    for command, names in data["without"].items():
        assert set(names) <= random_lines.FLAGS[command.partition(" -")[0]].keys()
