"""Durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.durations import format_duration, parse_duration

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        ("s", 'time: invalid duration "s"'),
        (".s", 'time: invalid duration ".s"'),
        ("++1s", 'time: invalid duration "++1s"'),
        ("1m-30s", 'time: unknown unit "m-" in duration "1m-30s"'),
        ("é", r'time: invalid duration "\xc3\xa9"'),
        ("1", 'time: missing unit in duration "1"'),
        ("1h1", 'time: missing unit in duration "1h1"'),
        ("1.5.5s", 'time: missing unit in duration "1.5.5s"'),
        ("1 s", 'time: unknown unit " s" in duration "1 s"'),
        ("1ss", 'time: unknown unit "ss" in duration "1ss"'),
        ('1s"', r'time: unknown unit "s\"" in duration "1s\""'),
        ("9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"'),
        ("99999999999999999999s", 'time: invalid duration "99999999999999999999s"'),
        ("2562048h", 'time: invalid duration "2562048h"'),
    ],
)
def test_invalid_duration_is_refused_with_gos_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_duration(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("0" * 5000 + "1s", SECOND),
        ("-0", 0),
        ("1s", SECOND),
        ("+1s", SECOND),
        ("-1.5h", -5400 * SECOND),
        ("1h15m30.918s", 4530_918_000_000),
        ("1.s", SECOND),
        (".5s", SECOND // 2),
        ("1\u00b5s", 1000),
        ("1\u03bcs", 1000),
        ("1us", 1000),
        ("0.3333333333333333333h", 1200 * SECOND),
        ("0.100000000000000000000h", 360 * SECOND),
        ("9223372036854775807ns", 2**63 - 1),
        ("-9223372036854775808ns", -(2**63)),
    ],
)
def test_duration_is_sum_of_parts(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1100, "1.1\u00b5s"),
        (2_200_000, "2.2ms"),
        (3_300_000_000, "3.3s"),
        (90 * SECOND, "1m30s"),
        (3600 * SECOND, "1h0m0s"),
        (-5400 * SECOND, "-1h30m0s"),
        (245 * SECOND + 1_000_000, "4m5.001s"),
        (2**63 - 1, "2562047h47m16.854775807s"),
    ],
)
def test_duration_is_formatted_as_by_go(nanoseconds: int, text: str) -> None:
    assert format_duration(nanoseconds) == text


@given(st.integers(-(2**63), 2**63 - 1))
def test_duration_text_round_trips(nanoseconds: int) -> None:
    assert parse_duration(format_duration(nanoseconds)) == nanoseconds


@given(st.text(alphabet="0123456789.+-hmsnuµ") | st.text())
def test_duration_is_int64_or_refused(text: str) -> None:
    try:
        assert -(2**63) <= parse_duration(text) < 2**63
    except InvalidValue:
        pass
