"""One record of Go's encoding/csv."""

from __future__ import annotations

import csv as public_csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.csv import parse_list, parse_record

BARE = 'bare " in non-quoted-field'
STRAY = 'extraneous or missing " in quoted-field'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "EOF"),
        ("\n\r\n", "EOF"),
        ('a"b', f"parse error on line 1, column 2: {BARE}"),
        ('é"', f"parse error on line 1, column 3: {BARE}"),
        ('a,b="c,d"', f"parse error on line 1, column 5: {BARE}"),
        ('\n\na"', f"parse error on line 3, column 2: {BARE}"),
        ('"a"b', f"parse error on line 1, column 3: {STRAY}"),
        ('"é"é', f"parse error on line 1, column 4: {STRAY}"),
        ('"ab', f"parse error on line 1, column 4: {STRAY}"),
        ('"', f"parse error on line 1, column 2: {STRAY}"),
        ('"a\nb', f"record on line 1; parse error on line 2, column 2: {STRAY}"),
        ('"é\né"é', f"record on line 1; parse error on line 2, column 3: {STRAY}"),
    ],
)
def test_invalid_csv_record_is_refused_with_gos_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_record(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a", ["a"]),
        (",", ["", ""]),
        ("a,b=c, d", ["a", "b=c", " d"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a""b"', ['a"b']),
        ('"",', ["", ""]),
        ("a\nb", ["a"]),
        ("\n\na\n", ["a"]),
        ("a\r\n", ["a"]),
        ("a\r", ["a"]),
        ('"a\r\nb"\n', ["a\nb"]),
        ('"a"\r\n', ["a"]),
    ],
)
def test_first_csv_record_is_parsed(text: str, fields: list[str]) -> None:
    assert parse_record(text) == fields


@given(st.lists(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])), min_size=1))
def test_csv_fields_round_trip(fields: list[str]) -> None:
    written = io.StringIO()
    public_csv.writer(written, quoting=public_csv.QUOTE_ALL, lineterminator="\n").writerow(fields)
    assert parse_record(written.getvalue()) == fields


@given(st.text(alphabet='a",\r\né'))
def test_any_csv_record_text_raises_only_invalid_value(text: str) -> None:
    try:
        assert parse_record(text)
    except InvalidValue:
        pass


@pytest.mark.parametrize(("text", "values"), [("", []), ("a", ["a"]), ("a,b", ["a", "b"]), ('"a,b",', ["a,b", ""])])
def test_csv_list_may_be_empty(text: str, values: list[str]) -> None:
    assert parse_list(text) == values
