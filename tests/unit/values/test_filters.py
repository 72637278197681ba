"""Filters."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.filters import build_filters, encode_filters, parse_filter


def test_filter_without_equals_sign_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_filter("a")
    assert caught.value.message == "bad format of filter (expected name=value)"


def test_empty_filter_is_ignored() -> None:
    assert parse_filter("") is None


def test_filter_names_are_lower_case_and_values_stripped() -> None:
    assert parse_filter(" Label = A=b ") == ("label", "A=b")
    assert parse_filter("=x") == ("", "x")


def test_encoded_filters_are_empty_without_filters() -> None:
    assert encode_filters({}) == ""


def test_filters_are_sets_of_values_in_sorted_json() -> None:
    filters = build_filters([("b", "2"), ("a", "<"), ("b", "1"), ("b", "2")])
    assert encode_filters(filters) == r'{"a":{"\u003c":true},"b":{"1":true,"2":true}}'
