"""A sample of the fuzzing, the same in each run: random inputs, growing inputs, and each input that found a fault.

`scripts/fuzz` runs it for longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.strategies import growing, inputs
from tests.fuzz.target import check, check_growth
from tests.fuzz.targets import KEPT, TARGETS, kept_inputs, replay

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = 40  # for each target
GROWING = 1
SAMPLE = settings(deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", TARGETS)
def test_random_input_is_parsed_or_refused_in_one_clear_line(name: str) -> None:
    target = TARGETS[name]

    @settings(SAMPLE, max_examples=INPUTS)
    @given(inputs(target))
    def run(data: bytes) -> None:
        check(target, data)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_cost_of_a_growing_input_is_linear(name: str) -> None:
    target = TARGETS[name]

    @settings(SAMPLE, max_examples=GROWING, phases=(Phase.generate,))
    @given(growing(target))
    def run(parts: tuple[bytes, bytes, bytes]) -> None:
        check_growth(target, *parts)

    run()


@pytest.mark.parametrize(
    ("name", "file"), [pytest.param(name, file, id=f"{name}-{file.name}") for name, file in kept_inputs()]
)
def test_input_that_found_a_fault_is_parsed_or_refused(name: str, file: Path) -> None:
    replay(name, file)


def test_each_folder_of_kept_inputs_belongs_to_a_target() -> None:
    assert {folder.name for folder in KEPT.iterdir()} <= set(TARGETS)
