from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.output.times import calendar_time, engine_time, local_rfc3339, local_time, parse_engine_time


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> object:
    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2024-01-02",
        "2024-01-02T15:04:05",
        "2024-01-02T15:04:05.",
        "2024-13-02T15:04:05Z",
        "2024-02-30T15:04:05Z",
        "2023-02-29T00:00:00Z",
        "2024-01-02T24:00:00Z",
        "2024-01-02T15:60:05Z",
        "2024-01-02T15:04:05+2:00",
        "2024-01-02T15:04:05Zx",
        "2024-01-02T15:04:05.xZ",
        "٢٠٢٤-01-02T15:04:05Z",
        "2024-01-02T15:04:05.٣Z",
    ],
)
def test_invalid_rfc_3339_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_engine_time(text)
    with pytest.raises(InvalidValue):
        engine_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", (0, 0)),
        ("0001-01-01T00:00:00Z", (-62135596800, 0)),
        ("2024-01-02T15:04:05Z", (1704207845, 0)),
        ("2024-02-29T23:59:59.5Z", (1709251199, 500_000_000)),
        ("2024-01-02T15:04:05.123456789+02:00", (1704200645, 123_456_789)),
        ("2024-01-02T15:04:05.1234567891-00:30", (1704209645, 123_456_789)),
        ("2000-12-31T00:00:00Z", (978220800, 0)),
        ("1900-03-01T00:00:00Z", (-2203891200, 0)),
    ],
)
def test_timestamp_is_epoch_seconds_and_nanoseconds(text: str, expected: tuple[int, int]) -> None:
    assert parse_engine_time(text) == expected


def test_local_time_names_zone_of_season(zone: object) -> None:
    assert callable(zone)
    zone("Europe/Berlin")
    assert local_time(1704207845) == "2024-01-02 16:04:05 +0100 CET"
    assert local_rfc3339(1704207845) == "2024-01-02T16:04:05+01:00"
    assert local_time(1720000000, 500_000_000) == "2024-07-03 11:46:40.5 +0200 CEST"


def test_engine_time_keeps_received_zone(zone: object) -> None:
    assert callable(zone)
    zone("Europe/Berlin")
    assert engine_time("2024-01-02T15:04:05.5Z") == "2024-01-02 15:04:05.5 +0000 UTC"
    assert engine_time("2024-01-02T15:04:05+01:00") == "2024-01-02 15:04:05 +0100 CET"
    assert engine_time("2024-01-02T15:04:05-03:30") == "2024-01-02 15:04:05 -0330 -0330"
    assert engine_time("0001-01-01T00:00:00Z") == "0001-01-01 00:00:00 +0000 UTC"


def test_time_out_of_clock_range_is_refused() -> None:
    with pytest.raises(InvalidValue):
        local_time(10**30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("yesterday", "yesterday"),
        ("2024-13-01T00:00:00Z", "2024-13-01T00:00:00Z"),
        ("2024-01-02T03:04:05Z", "Tue Jan  2 03:04:05 2024"),
        ("2024-12-31T23:59:59.999999999+02:00", "Tue Dec 31 23:59:59 2024"),
    ],
)
def test_calendar_time_has_asctime_form_and_invalid_text_is_unchanged(text: str, expected: str) -> None:
    assert calendar_time(text) == expected


@given(st.text())
def test_random_engine_text_is_no_time(text: str) -> None:
    try:
        seconds, nanoseconds = parse_engine_time(text)
    except InvalidValue:
        return
    assert isinstance(seconds, int)
    assert 0 <= nanoseconds < 10**9
