from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.output.human import bytes_size, human_duration, human_size
from pydock_core.values.sizes import parse_bytes, parse_decimal_bytes


@pytest.mark.parametrize(
    ("size", "precision", "expected"),
    [
        (0, 3, "0B"),
        (999, 3, "999B"),
        (1000, 3, "1kB"),
        (123456789, 3, "123MB"),
        (1_234_567, 4, "1.235MB"),
        (999_999, 3, "1e+03kB"),
        (1.5e27, 3, "1.5e+03YB"),
        (-5, 4, "-5B"),
    ],
)
def test_human_size_has_powers_of_1000(size: float, precision: int, expected: str) -> None:
    assert human_size(size, precision) == expected


@pytest.mark.parametrize(("size", "expected"), [(0, "0B"), (1023, "1023B"), (1536, "1.5KiB"), (2**34, "16GiB")])
def test_bytes_size_has_powers_of_1024(size: float, expected: str) -> None:
    assert bytes_size(size) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-3, "Less than a second"),
        (0.9, "Less than a second"),
        (1.9, "1 second"),
        (59, "59 seconds"),
        (60, "About a minute"),
        (119, "About a minute"),
        (120, "2 minutes"),
        (3599, "59 minutes"),
        (3600, "About an hour"),
        (5399, "About an hour"),
        (5400, "2 hours"),
        (47 * 3600, "47 hours"),
        (48 * 3600, "2 days"),
        (14 * 86400, "2 weeks"),
        (60 * 86400, "2 months"),
        (730 * 86400, "2 years"),
        (1e12, "292 years"),
    ],
)
def test_human_duration_equals_dockers(seconds: float, expected: str) -> None:
    assert human_duration(seconds) == expected


@given(st.integers(0, 10**17))
def test_human_size_is_exact_to_four_digits(size: int) -> None:
    assert parse_bytes(bytes_size(size)) == pytest.approx(size, rel=6e-4, abs=1)
    assert parse_decimal_bytes(human_size(size)) == pytest.approx(size, rel=6e-4, abs=1)


@given(st.integers(0, 10**11) | st.floats(0, 1e11))
def test_human_duration_is_one_unit_or_words(seconds: float) -> None:
    text = human_duration(seconds)
    assert text in ("Less than a second", "About a minute", "About an hour") or text.split()[0].isdigit()
    assert len(text.split()) <= 4
