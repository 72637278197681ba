"""Sizes in bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.sizes import parse_bytes, parse_decimal_bytes, parse_memory_swap


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid size: ''"),
        ("x", "invalid size: 'x'"),
        ("inf", "invalid size: 'inf'"),
        ("-1", "invalid size: '-1'"),
        ("-1k", "invalid size: '-1k'"),
        ("99999p", "invalid size: '99999p'"),
        (" ", 'strconv.ParseFloat: parsing "": invalid syntax'),
        (" 1", 'strconv.ParseFloat: parsing " 1": invalid syntax'),
        ("1  k", 'strconv.ParseFloat: parsing "1 ": invalid syntax'),
        ("1,5", 'strconv.ParseFloat: parsing "1,5": invalid syntax'),
        ("1e400", 'strconv.ParseFloat: parsing "1e400": value out of range'),
        ("1x", "invalid suffix: 'x'"),
        ("1e", "invalid suffix: 'e'"),
        ("1bb", "invalid suffix: 'bb'"),
        ("1KK", "invalid suffix: 'kk'"),
        ("1kbi", "invalid suffix: 'kbi'"),
        ("1XYZW", "invalid suffix: 'XYZW'"),
        ("1\n", "invalid suffix: '\n'"),
    ],
)
def test_invalid_size_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_bytes(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("-0", 0),
        ("1", 1),
        ("1 ", 1),
        ("1b", 1),
        ("1 B", 1),
        ("1k", 1024),
        ("1 KB", 1024),
        ("1KiB", 1024),
        ("1.5g", 1536 << 20),
        (".5k", 512),
        ("1.k", 1024),
        ("1e3", 1000),
        ("1_0k", 10240),
        ("0x10p1k", 32768),
        ("8191p", 8191 << 50),
    ],
)
def test_size_units_are_powers_of_1024(text: str, size: int) -> None:
    assert parse_bytes(text) == size


def test_decimal_size_has_powers_of_1000() -> None:
    assert parse_decimal_bytes("1.5kB") == 1500


def test_only_memory_swap_may_be_unlimited() -> None:
    assert parse_memory_swap("-1") == -1
    assert parse_memory_swap("1g") == 1 << 30
    with pytest.raises(InvalidValue, match="invalid size: '-2'"):
        parse_memory_swap("-2")


@given(st.integers(0, 2**53), st.sampled_from(["", "b", " B"]))
def test_size_text_round_trips(size: int, unit: str) -> None:
    assert parse_bytes(f"{size}{unit}") == size


@given(st.text(alphabet="0123456789. -kmgtpibKx_e") | st.text())
def test_size_is_int64_or_refused(text: str) -> None:
    try:
        assert 0 <= parse_bytes(text) < 2**63
    except InvalidValue:
        pass
