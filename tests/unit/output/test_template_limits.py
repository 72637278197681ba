"""Templates at their limits: numbers, quotes, widths and comparisons, as text/template and fmt have them."""

from __future__ import annotations

from typing import Any

import pytest

from pydock_core.errors import TemplateError
from pydock_core.output.template import compile
from pydock_core.output.template.compare import equal, not_equal
from pydock_core.output.template.quote import quoted, unescaped
from pydock_core.output.template.typed import Struct, typed
from pydock_core.output.template.values import MISSING, TypedNil


def made(text: str, data: Any = None) -> str:
    return compile(text).execute({} if data is None else data)


def failure(text: str, data: Any = None) -> str:
    with pytest.raises(TemplateError) as caught:
        made(text, data)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{printf `%d` -1}}", "-1"),
        ("{{printf `%d` 0}}", "0"),
        ("{{printf `%d` 1}}", "1"),
        ("{{printf `%+d` 0}}", "+0"),
        ("{{printf `%d` 9223372036854775807}}", "9223372036854775807"),
        ("{{printf `%f` -0.0}}", "-0.000000"),
        ("{{printf `%f` 0.0}}", "0.000000"),
        ("{{printf `%f` 1.5}}", "1.500000"),
        ("{{printf `%f` -0.5}}", "-0.500000"),
        ("{{printf `%f` -1.5}}", "-1.500000"),
        ("{{printf `%+f` 0.5}}", "+0.500000"),
        ("{{printf `%[1]d %[1]d` 7}}", "7 7"),
        ("{{printf `%[2]d %[1]d` 7 8}}", "8 7"),
        ("{{printf `%[0000001]d` 7}}", "7"),
        ("{{printf `%[00000001]d` 7}}", "%!d(BADINDEX)"),
        ("{{printf `%[3]d` 7 8}}", "%!d(BADINDEX)"),
        ("{{printf `%[0]d` 7}}", "%!d(BADINDEX)"),
        ("{{printf `%c` 0x10FFFF}}", "\U0010ffff"),
        ("{{printf `%c` 0xD7FF}}", "\ud7ff"),
        ("{{printf `%c` 0xE000}}", "\ue000"),
        ("{{printf `%c` 0x110000}}", "\ufffd"),
        ("{{printf `%c` 0xD800}}", "\ufffd"),
        ("{{printf `%q` 65}}", "'A'"),
        ("{{printf `%U` 65}}", "U+0041"),
        ("{{printf `%#U` 65}}", "U+0041 'A'"),
        ("{{printf `%x` 255}}", "ff"),
        ("{{printf `%#x` 255}}", "0xff"),
        ("{{printf `%.0d` 0}}", ""),
        ("{{printf `%.0d` 1}}", "1"),
        ("{{printf `%.3d` 1}}", "001"),
        ("{{printf `%5.3d` 1}}", "  001"),
        ("{{printf `%-5.3d|` 1}}", "001  |"),
        ("{{printf `%05d` -1}}", "-0001"),
    ],
)
def test_printf_of_a_number(text: str, result: str) -> None:
    assert made(text) == result


def test_width_has_a_limit_of_a_million() -> None:
    assert len(made("{{printf `%1000000d` 1}}")) == 1_000_000
    assert made("{{printf `%1000001d` 1}}") == "%!(NOVERB)%!(EXTRA int=1)"


@pytest.mark.parametrize(
    ("text", "first", "result"),
    [
        ("{{if eq .a .b}}same{{else}}other{{end}}", None, "same"),
        ("{{if eq .a 1}}same{{else}}other{{end}}", None, "other"),
        ("{{if eq .a `x`}}same{{else}}other{{end}}", "x", "same"),
        ("{{if ne .a `x`}}other{{else}}same{{end}}", "y", "other"),
        ("{{if lt .a `b`}}less{{else}}not{{end}}", "a", "less"),
        ("{{if le .a `a`}}less{{else}}not{{end}}", "a", "less"),
        ("{{if lt .a `a`}}less{{else}}not{{end}}", "a", "not"),
    ],
)
def test_comparison(text: str, first: Any, result: str) -> None:
    assert made(text, {"a": first, "b": None}) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{lt true false}}", "invalid type for comparison"),
        ("{{lt true 1}}", "incompatible types for comparison"),
        ("{{lt 1 true}}", "incompatible types for comparison"),
        ("{{eq 1 `a`}}", "incompatible types for comparison"),
        ("{{lt .list .list}}", "invalid type for comparison"),
        ("{{eq 1}}", "missing argument for comparison"),
        ("{{1e}}", "illegal number syntax"),
        ("{{1+2}}", 'bad number syntax: "1+2"'),
        ("{{0x}}", "illegal number syntax"),
        ("{{18446744073709551616}}", "integer overflow"),
        ("{{''}}", "invalid syntax"),
        ("{{'ab'}}", "malformed character constant: 'ab'"),
    ],
)
def test_template_that_fails(text: str, words: str) -> None:
    assert words in failure(text, {"list": [1]})


@pytest.mark.parametrize(
    ("word", "shown"), [("a" * 9, '"aaaaaaaaa"'), ("a" * 10, '"aaaaaaaaaa"'), ("a" * 11, '"aaaaaaaaaa"...')]
)
def test_unexpected_token_is_shown_with_ten_characters(word: str, shown: str) -> None:
    assert f"unexpected {shown} in" in failure(f"{{{{template {word}}}}}")


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\ud7ff", '"\\ud7ff"'),
        ("\ud800", '"\\ufffd"'),
        ("\ue000", '"\\ue000"'),
        ("\x1f", '"\\x1f"'),
        (" ", '" "'),
        ("\x7f", '"\\x7f"'),
        ("\x80", '"\\u0080"'),
        ("\uffff", '"\\uffff"'),
        ("\U00010000", '"\U00010000"'),
        ("\U0010ffff", '"\\U0010ffff"'),
    ],
)
def test_quoted_character(character: str, shown: str) -> None:
    assert quoted(character) == shown


@pytest.mark.parametrize(
    ("text", "meaning", "rest"),
    [
        (r'\xff"', "\ufffd", '"'),
        (r'\377"', "\ufffd", '"'),
        (r"\u00ff" + '"', "\u00ff", '"'),
        (r"\U0010ffff" + '"', "\U0010ffff", '"'),
        (r'\n\""', '\n"', '"'),
        ("ab", "ab", ""),
    ],
)
def test_unescaped_text(text: str, meaning: str, rest: str) -> None:
    assert unescaped(text, '"') == (meaning, rest)
    assert unescaped("ab" + text, '"', limit=1) == ("a", "b" + text)


@pytest.mark.parametrize("text", [r"\400", r"\ud800", r"\udfff", r"\U00110000", r"\x1", r"\u123", r"\q"])
def test_invalid_escape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid syntax"):
        unescaped(text + '"', '"')


@pytest.mark.parametrize(
    ("kind", "zero"),
    [
        ("string", ""),
        ("int", 0),
        ("bool", False),
        ("float64", 0.0),
        ("any", None),
        ("[2]uint", [0, 0]),
        ("time.Duration", 0),
    ],
)
def test_missing_field_has_the_zero_of_its_type(kind: str, zero: Any) -> None:
    assert typed(None, kind) == zero


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{slice .t 1}}", "bcd"),
        ("{{slice .t 1 3}}", "bc"),
        ("{{slice .t 4}}", ""),
        ("{{slice .l 1 2}}", "[2]"),
        ("{{slice .l 0 2 3}}", "[1 2]"),
        ("{{slice .l 3 3 3}}", "[]"),
        ("a {{- 1 -}} b", "a1b"),
        ("a {{-  1  -}} b", "a1b"),
        ("a {{1 }} b", "a 1 b"),
        ("{{/* c */}}x -", "x -"),
        ("a- b ", "a- b "),
        ('{{define "x"}}{{.}}{{end}}{{template "x".t}}', "abcd"),
        ("{{pad .t 0 0}}|", "abcd|"),
        ("{{pad .t 1 0}}|", " abcd|"),
        ("{{pad .t 0 2}}|", "abcd  |"),
        ("{{truncate .t 4}}|", "abcd|"),
        ("{{truncate .t 3}}|", "abc|"),
        ("{{truncate .t 0}}|", "|"),
        ("{{truncate .t 5}}|", "abcd|"),
    ],
)
def test_slices_and_trimmed_blanks(text: str, result: str) -> None:
    assert made(text, {"t": "abcd", "l": [1, 2, 3]}) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{slice .t 3 1}}", "invalid slice index: 3 > 1"),
        ("{{slice .l 2 1}}", "invalid slice index: 2 > 1"),
        ("{{slice .l 0 3 2}}", "invalid slice index: 3 > 2"),
        ("{{slice .l 3 2 3}}", "invalid slice index: 3 > 2"),
        ("{{slice .t 0 1 2}}", "cannot 3-index slice a string"),
        ("{{slice .l 0 1 2 3}}", "too many slice indexes: 4"),
        ("{{slice .t 5}}", "out of range: 5"),
        ("{{pad .t -1 0}}", "negative Repeat count"),
        ("{{pad .t 0 -1}}", "negative Repeat count"),
        ("{{truncate .t -1}}", "slice bounds out of range [:-1]"),
    ],
)
def test_invalid_slice_is_refused(text: str, words: str) -> None:
    assert words in failure(text, {"t": "abcd", "l": [1, 2, 3]})


@pytest.mark.parametrize(
    ("form", "value", "result"),
    [
        ("%f", float("inf"), "+Inf"),
        ("%f", float("-inf"), "-Inf"),
        ("%6f", float("inf"), "  +Inf"),
        ("%f", float("nan"), "NaN"),
        ("%.2f", 1.0, "1.00"),
        ("%[1d", 1.0, "%!d(BADINDEX)"),
        ("%[1", 1.0, "%!(NOVERB)"),
    ],
)
def test_printf_of_a_float(form: str, value: float, result: str) -> None:
    assert made("{{printf .form .value}}", {"form": form, "value": value}) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{range .l}}{{.}},{{else}}none{{end}}", "1,2,"),
        ("{{range .e}}{{.}},{{else}}none{{end}}", "none"),
        ("{{range .e}}{{.}},{{end}}", ""),
        ("{{range $i, $x := .l}}{{$i}}={{$x}} {{end}}", "0=1 1=2 "),
        ("{{$x := 0}}{{range $x = .l}}{{$x}} {{end}}{{$x}}", "1 2 2"),
        ("{{$x := 0}}{{range $x = .e}}{{end}}{{$x}}", "0"),
        ("{{range .l}}{{if eq . 2}}{{break}}{{end}}{{.}}{{end}}", "1"),
        ("{{range .l}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}", "2"),
        ("{{with .l}}{{index . 0}}{{else}}none{{end}}", "1"),
        ("{{with .e}}some{{else}}none{{end}}", "none"),
    ],
)
def test_loops(text: str, result: str) -> None:
    assert made(text, {"l": [1, 2], "e": []}) == result


def test_time_that_is_none_is_shown_as_it_was_sent() -> None:
    assert made("{{.}}", typed("yesterday", "time.Time")) == "yesterday"
    assert made("{{.}}", typed("2024-01-02T15:04:05Z", "time.Time")) == "2024-01-02 15:04:05 +0000 UTC"


@pytest.mark.parametrize("first", [None, MISSING, TypedNil("*x")])
@pytest.mark.parametrize("second", [None, MISSING, TypedNil("*x")])
def test_values_without_content_are_equal(first: Any, second: Any) -> None:
    assert equal(first, second)
    assert not not_equal(first, second)


def test_value_of_no_basic_type_equals_itself_alone() -> None:
    one, other = Struct("x", {}, is_pointer=True), Struct("x", {}, is_pointer=True)
    assert equal(one, one)
    assert not equal(one, other)


def test_printf_in_go_syntax_of_a_list() -> None:
    assert made("{{printf `%#v` .l}}", {"l": [None, "a"]}) == '[]interface {}{interface {}(nil), "a"}'


def test_depth_of_parentheses_is_counted() -> None:
    assert made("{{((1))}}") == "1"
    assert "unexpected right paren" in failure("{{1)}}")
    assert "unclosed left paren" in failure("{{(1}}")
