from __future__ import annotations

import pytest

from pydock_core.output.table import align, table


def test_no_lines_are_no_table() -> None:
    assert table([]) == ""


def test_a_column_is_ten_wide_or_three_wider_than_its_longest_cell() -> None:
    assert table([["A", "LONGER", "C"], ["x", "yyyyyyyyyyyy", "z"]]) == (
        "A         LONGER         C\nx         yyyyyyyyyyyy   z\n"
    )


def test_the_last_column_is_not_padded() -> None:
    assert table([["A", "B"], ["x", ""]]) == "A         B\nx         \n"


def test_wide_characters_count_twice() -> None:
    assert table([["A", "B"], ["日本語日本", "x"]]) == "A            B\n日本語日本   x\n"


def test_a_cell_with_a_newline_breaks_the_columns_as_in_docker() -> None:
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
def test_columns_are_aligned_in_adjacent_lines_only(text: str, expected: str) -> None:
    assert align(text) == expected


def test_the_least_width_and_the_gap_can_be_others() -> None:
    assert align("a\tb\nlonger than five\tc\n", minimum=5, gap=1) == "a                b\nlonger than five c\n"
