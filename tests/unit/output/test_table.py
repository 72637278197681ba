from __future__ import annotations

import pytest

from pydock_core.output.table import align, table


def test_table_without_lines_is_empty() -> None:
    assert table([]) == ""


def test_table_column_is_ten_wide_or_three_wider_than_longest_cell() -> None:
    assert table([["A", "LONGER", "C"], ["x", "yyyyyyyyyyyy", "z"]]) == (
        "A         LONGER         C\nx         yyyyyyyyyyyy   z\n"
    )


def test_table_last_column_is_not_padded() -> None:
    assert table([["A", "B"], ["x", ""]]) == "A         B\nx         \n"


def test_table_wide_characters_count_twice() -> None:
    assert table([["A", "B"], ["日本語日本", "x"]]) == "A            B\n日本語日本   x\n"


def test_table_cell_with_newline_breaks_columns_as_in_docker() -> None:
    assert table([["A", "B"], ["x\ny", "z"]]) == align("A\tB\nx\ny\tz\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a\n", "a\n"),
        ("a\tb\n", "a         b\n"),
        ("a\t\n", "a         \n"),
        ("a\tb\n\nlonger than ten\tb\n", "a         b\n\nlonger than ten   b\n"),
        ("a\tb\tc\nlonger than ten\tb\n", "a                 b         c\nlonger than ten   b\n"),
        ("a\vb\f", "a         b\n"),
        ("x\n\ta\n", "x\n          a\n"),
    ],
)
def test_table_columns_are_aligned_in_adjacent_lines_only(text: str, expected: str) -> None:
    assert align(text) == expected


def test_table_minimum_width_and_gap_can_be_set() -> None:
    assert align("a\tb\nlonger than five\tc\n", minimum=5, gap=1) == "a                b\nlonger than five c\n"
