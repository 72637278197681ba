"""Go's %q."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.values.quote import quote, quote_ascii


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("\udcff", r'"\xff"'),
        ("\ud800", r'"\ufffd"'),
        ("\x00\x1b\x7f", r'"\x00\x1b\x7f"'),
        ("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\u00a0b\u200b\u2028", r'"a\u00a0b\u200b\u2028"'),
        ("\U000e0001", r'"\U000e0001"'),
        ("", '""'),
        ("plain é \U0001f600", '"plain é \U0001f600"'),
    ],
)
def test_text_is_quoted_as_by_strconv(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"), [("é", r'"\xc3\xa9"'), ("\n", r'"\x0a"'), ("\udcff", r'"\xff"'), ('a"\\', r'"a\"\\"')]
)
def test_quote_ascii_writes_bytes_as_gos_time_package(text: str, quoted: str) -> None:
    assert quote_ascii(text) == quoted


@given(st.text())
def test_quoted_text_is_one_printable_line(text: str) -> None:
    assert quote(text).isprintable()
