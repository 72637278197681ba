"""`--since` and `--until`."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.timestamps import parse_timestamp

NOW = 1_700_000_000_500_000_000


def timestamp(text: str, utc_offset: int = 0) -> str:
    return parse_timestamp(text, now=NOW, utc_offset=utc_offset)


@pytest.mark.parametrize("text", ["", "x", "1.x", "x.1", "Z", "+", "1.5.5"])
def test_invalid_timestamp_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        timestamp(text)
    assert caught.value.message == f'failed to parse value as time or duration: "{text}"'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", ' as "2006-01-02": cannot parse "-5" as "2006"'),
        ("24-01-02", ' as "2006-01-02": cannot parse "24-01-02" as "2006"'),
        ("2024-1-2", ' as "2006-01-02": cannot parse "1-2" as "01"'),
        ("2024-", ' as "2006-01-02": cannot parse "" as "01"'),
        ("2024-01-1", ' as "2006-01-02": cannot parse "1" as "02"'),
        ("2024-01-02 03:04", ': extra text: " 03:04"'),
        ("2024-01-02Tx", ' as "2006-01-02T15": cannot parse "x" as "15"'),
        ("2024-01-02T3.5", ' as "2006-01-02T15:04:05.999999999": cannot parse ".5" as ":"'),
        ("2024-01-02T03:04:05+0100", ' as "2006-01-02T15:04Z07:00": cannot parse ":05+0100" as "Z07:00"'),
        ("2024-13-02", ": month out of range"),
        ("2024-02-30", ": day out of range"),
        ("2023-02-29", ": day out of range"),
        ("2024-04-31", ": day out of range"),
        ("2024-01-00", ": day out of range"),
        ("2024-01-02T24", ": hour out of range"),
        ("2024-01-02T03:60", ": minute out of range"),
        ("2024-01-02T03:04:60", ": second out of range"),
        ("2024-01-02T03:04:05+25:00", ": time zone offset hour out of range"),
        ("2024-01-02T03:04:05+01:61", ": time zone offset minute out of range"),
    ],
)
def test_invalid_date_is_refused_with_gos_message(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        timestamp(text)
    assert caught.value.message == f'parsing time "{text}"{reason}'


@pytest.mark.parametrize("text", ["0", "1700000000", "1700000000.5"])
def test_timestamp_seconds_are_unchanged(text: str) -> None:
    assert timestamp(text) == text


@pytest.mark.parametrize(("text", "seconds"), [("10m", "1699999400"), ("-10m", "1700000600"), ("600ms", "1699999999")])
def test_timestamp_duration_is_subtracted_from_now(text: str, seconds: str) -> None:
    assert timestamp(text) == seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02", "1704153600.000000000"),
        ("2024-02-29T3", "1709175600.000000000"),
        ("2024-01-02T03:04", "1704164640.000000000"),
        ("2024-01-02T03:04:05", "1704164645.000000000"),
        ("2024-01-02T03:04:05,5", "1704164645.500000000"),
        ("2024-01-02T03:04:05.1234567891", "1704164645.123456789"),
        ("2024-01-02Z", "1704153600.000000000"),
        ("2024-01-02-01:00", "1704157200.000000000"),
        ("2024-01-02T03Z", "1704164400.000000000"),
        ("2024-01-02T03:04+02:00", "1704157440.000000000"),
        ("2024-01-02T03:04:05.5Z", "1704164645.500000000"),
        ("1969-12-31T23:59:59.5Z", "-1.500000000"),
        ("0000-01-01", "-62167219200.000000000"),
    ],
)
def test_timestamp_date_may_have_time_fraction_and_zone(text: str, expected: str) -> None:
    assert timestamp(text) == expected


def test_timestamp_without_zone_is_local() -> None:
    assert timestamp("2024-01-02T03:04:05.5", utc_offset=3600) == "1704161045.500000000"
    assert timestamp("2024-01-02T03:04:05.5Z", utc_offset=3600) == "1704164645.500000000"


@given(st.datetimes(timezones=st.just(datetime.timezone.utc)))
def test_timestamp_dates_agree_with_calendar(moment: datetime.datetime) -> None:
    seconds = (moment.replace(microsecond=0) - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).days * 86400
    seconds += moment.hour * 3600 + moment.minute * 60 + moment.second
    text = moment.strftime(f"{moment.year:04d}-%m-%dT%H:%M:%S.%fZ")
    assert timestamp(text) == f"{seconds}.{moment.microsecond:06d}000"


@given(st.text(alphabet="0123456789-T:.Z+,") | st.text())
def test_any_timestamp_text_raises_only_invalid_value(text: str) -> None:
    try:
        timestamp(text)
    except InvalidValue:
        pass
