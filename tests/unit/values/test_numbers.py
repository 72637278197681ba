"""Go's strconv."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.numbers import (
    NumberError,
    parse_bool,
    parse_decimal,
    parse_float,
    parse_int,
    parse_nano_cpus,
    parse_uint,
)


@pytest.mark.parametrize("text", ["", "yes", "tRUE", "2", " 1"])
def test_invalid_boolean_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_bool(text)
    assert caught.value.message == f'strconv.ParseBool: parsing "{text}": invalid syntax'


@pytest.mark.parametrize(
    "text",
    ["", "x", "-", "+", "0x", "0x_", "1__0", "_1", "1_", "08", "0b2", "0o", "1.0", "1e3", " 5", "5\n", "--1", "\u0663"],
)
def test_invalid_integer_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_int(text)
    assert caught.value.reason == "invalid syntax"


def test_number_error_quotes_text_as_go_does() -> None:
    with pytest.raises(NumberError) as caught:
        parse_int('a"b')
    assert caught.value.message == r'strconv.ParseInt: parsing "a\"b": invalid syntax'


@pytest.mark.parametrize(
    "text", ["9223372036854775808", "-9223372036854775809", "99999999999999999999x", "0x8000000000000000", "9" * 9999]
)
def test_integer_beyond_64_bits_is_out_of_range(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_int(text)
    assert caught.value.message == f'strconv.ParseInt: parsing "{text}": value out of range'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("+5", 5),
        ("0x1F", 31),
        ("-0X10", -16),
        ("0b11", 3),
        ("0o17", 15),
        ("017", 15),
        ("0_7", 7),
        ("1_000", 1000),
        ("0x_1", 1),
        ("000", 0),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
    ],
)
def test_base_zero_integer_accepts_prefixes_and_underscores(text: str, value: int) -> None:
    assert parse_int(text) == value


def test_other_base_integer_refuses_prefixes_and_underscores() -> None:
    assert parse_int("010", base=10) == 10
    for text in ("0x1", "1_0"):
        with pytest.raises(NumberError):
            parse_int(text, base=10)


def test_parse_decimal_error_names_atoi() -> None:
    assert parse_decimal("-12") == -12
    with pytest.raises(NumberError, match=r'strconv\.Atoi: parsing "1_0": invalid syntax'):
        parse_decimal("1_0")


@pytest.mark.parametrize(
    ("text", "reason"), [("-1", "invalid syntax"), ("+1", "invalid syntax"), ("65536", "value out of range")]
)
def test_unsigned_number_with_sign_or_above_limit_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_uint(text, bits=16)
    assert caught.value.message == f'strconv.ParseUint: parsing "{text}": {reason}'


@pytest.mark.parametrize(
    "text", ["", ".", "x", "1e", "1e+", "1.2.3", "0x1", "0x1.8", "+nan", "1 ", "1_", "1,5", "\u0661", "1__0"]
)
def test_invalid_float_is_refused(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_float(text)
    assert caught.value.reason == "invalid syntax"


@pytest.mark.parametrize("text", ["1e400", "-1e400", "0x1p5000"])
def test_float_beyond_64_bits_is_out_of_range(text: str) -> None:
    with pytest.raises(NumberError) as caught:
        parse_float(text)
    assert caught.value.reason == "value out of range"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1E3", -1000.0),
        ("1_0.5", 10.5),
        ("0x1.8p1", 3.0),
        ("Inf", float("inf")),
        ("1e-999", 0.0),
    ],
)
def test_floats_are_read_as_go_writes_them(text: str, value: float) -> None:
    assert parse_float(text) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "1/-2", "1/2/3", "1.5.5", "1e", "e5", " 1", "1 / 2", "1e9999999"])
def test_invalid_cpus_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_nano_cpus(text)
    assert caught.value.message == f"failed to parse {text} as a rational number"


@pytest.mark.parametrize("text", ["1e-10", "1/3", "0.0000000001"])
def test_cpus_finer_than_billionth_are_too_precise(text: str) -> None:
    with pytest.raises(InvalidValue, match="value is too precise"):
        parse_nano_cpus(text)


def test_cpus_beyond_64_bits_are_refused() -> None:
    with pytest.raises(InvalidValue, match="value out of range"):
        parse_nano_cpus("1e12")


@pytest.mark.parametrize(
    ("text", "nano"),
    [
        ("1", 10**9),
        ("1.5", 15 * 10**8),
        (".5", 5 * 10**8),
        ("1/2", 5 * 10**8),
        ("-1/2", -5 * 10**8),
        ("1e-9", 1),
        ("1e2", 10**11),
        ("010", 10**10),
        ("010/1", 8 * 10**9),
        ("0x10", 16 * 10**9),
        ("1_0", 10**10),
    ],
)
def test_cpus_are_counted_in_billionths(text: str, nano: int) -> None:
    assert parse_nano_cpus(text) == nano


@given(st.integers(-(2**63), 2**63 - 1))
def test_int64_text_round_trips(value: int) -> None:
    assert parse_int(str(value)) == parse_int(hex(value)) == parse_decimal(str(value)) == value


@given(st.text(alphabet="0123456789abxop_+-./einft") | st.text())
def test_any_number_text_raises_only_invalid_value(text: str) -> None:
    for parse in (parse_bool, parse_int, parse_decimal, parse_uint, parse_float, parse_nano_cpus):
        try:
            parse(text)
        except InvalidValue:
            pass
