"""The order of names with numbers in them, compared with the rules of Go's sortorder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.values.natural_order import natural_order


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", "a"),
        ("1", "a"),
        ("2", "10"),
        ("a", "a1"),
        ("a1b", "a01"),
        ("a01b", "a001"),
        ("c2", "c10"),
        ("9/tcp -> x", "80/tcp -> x"),
        ("x:81", "x:081"),
        ("x:1", "x:9223372036854775808"),
        ("A", "a"),
        ("a0", "a00"),
        ("a", "ä"),
    ],
)
def test_natural_order_sorts_first_before_second(first: str, second: str) -> None:
    assert natural_order(first) < natural_order(second)


@given(st.text(), st.text())
def test_natural_order_keys_are_equal_for_equal_texts_only(one: str, other: str) -> None:
    assert (natural_order(one) == natural_order(other)) == (one == other)
