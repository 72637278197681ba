from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.output.text import ellipsis, printable, printable_cell, truncate_id, width


@given(st.text(st.characters()))
def test_printable_text_can_be_encoded_and_moves_no_cursor(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert not any(ord(character) < 0x20 and character not in "\n\t" for character in shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web", "web"),
        ("日本 x", "日本 x"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\tb\nc", "a\tb\nc"),
        ("\r\x07\x7f\x9b", "\\x0d\\x07\\x7f\\x9b"),
        ("\udc80", "\\udc80"),
        ("\u202eevil", "\\u202eevil"),
    ],
)
def test_control_characters_are_shown_escaped(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_cell_has_newline_and_tab_escaped() -> None:
    assert printable_cell("a\tb\nc\x1b日") == "a\\x09b\\x0ac\\x1b日"


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [("", ""), ("abc", "abc"), ("1" * 64, "1" * 12), ("sha256:" + "a" * 64, "a" * 12), ("x:y:z", "y:z")],
)
def test_truncated_id_is_twelve_characters_without_algorithm(identifier: str, expected: str) -> None:
    assert truncate_id(identifier) == expected


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("abc", 0, ""),
        ("", 1, ""),
        ("abc", 1, "a"),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本語", 2, "日本語"),
        ("éàü", 2, "é…"),
    ],
)
def test_long_text_ends_with_ellipsis(text: str, columns: int, expected: str) -> None:
    assert ellipsis(text, columns) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("abc…", 4), ("日本", 4), ("e\u0301", 1), ("\x1b[1m", 3), ("👩\u200d🚀", 2), ("👍🏽", 2)],
)
def test_text_width_equals_terminal_columns(text: str, expected: int) -> None:
    assert width(text) == expected
