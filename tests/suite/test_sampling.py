"""`@pytest.mark.sampled(N)`: the samples are disjoint and complete, and a case that is named runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sampling


def cases(function: str, count: int, one_in: int | None) -> list[Any]:
    marker = None if one_in is None else SimpleNamespace(args=(one_in,))
    return [
        SimpleNamespace(nodeid=f"{function}[{number}]", get_closest_marker=lambda _: marker) for number in range(count)
    ]


@pytest.mark.parametrize(("count", "one_in"), [(1, 3), (20, 3), (21, 7), (6, 1)])
def test_samples_are_disjoint_and_together_the_whole(count: int, one_in: int) -> None:
    items = cases("tests/test_x.py::test_y", count, one_in)
    kept = [item.nodeid for number in range(one_in) for item in sampling.split(items, str(number))[0]]
    assert sorted(kept) == sorted(item.nodeid for item in items)


def test_sample_keeps_its_share_of_each_function_and_the_order() -> None:
    items = [*cases("a.py::test_a", 30, 3), *cases("a.py::test_b", 5, None), *cases("a.py::test_c", 20, 2)]
    kept, others = sampling.split(items, "0")
    assert [sum(item.nodeid.startswith(f"a.py::test_{name}") for item in kept) for name in "abc"] == [10, 5, 10]
    assert kept == [item for item in items if item in kept]
    assert others == [item for item in items if item not in kept]


def test_all_keeps_every_case() -> None:
    items = cases("a.py::test_a", 30, 3)
    assert sampling.split(items, "all") == (items, [])


def test_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="some"):
        sampling.split(cases("a.py::test_a", 3, 3), "some")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["tests/a.py::test_a[1-2]"], True),
        (["tests", "tests/a.py::test_a[x]"], True),
        (["tests/a.py::test_a"], False),
        (["tests[1]"], False),
        ([], False),
    ],
)
def test_named_case_is_recognised(arguments: list[str], named: bool) -> None:
    assert sampling.names_a_case(arguments) == named
