from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.ignore_pattern import check_pattern, compile_pattern


@pytest.mark.parametrize(
    "pattern", ["[", "[]", "[]a]", "[a", "[^", "[a-]", "[-a]", "a\\", "[\\", "*[", "?*[b", "[\udcff]"]
)
def test_unclosed_class_in_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidValue, match=r"^syntax error in pattern$"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "a]", "[a]", "[^a-z]", "[\\]]", "**", "\\*", "[!a]", "a*b?", "[[:alpha:]]", "a*[b"]
)
def test_pattern_that_go_accepts_is_accepted(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[z-a]",
            "[[:nosuch:]]",
            "[a\\é]",
            "\\p",
            "\\1",
            "[\\w-\\x]",
            "a*[b",
            "\\8",
            "\\x{110000}",
            "\\x4",
            "\\C",
            "\\Z",
        ),
        *("*{2}", "a**{2}", "?{2}{3}", "?{3,2}", "?{1001}", "*|{2}", f"?{{{'9' * 5000}}}", f"{'?{1000}' * 3400}"),
    ],
)
def test_pattern_that_gos_regexp_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidValue, match=r"^syntax error in pattern$"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("a.b", ["a.b"], ["axb", "a.b/c"]),
        ("*", ["a", ".a", "a\nb"], ["a/b"]),
        ("a*", ["a", "ab"], ["ba", "a/b"]),
        ("?", ["a", "é", "\udcff"], ["ab", "/", ""]),
        ("**", ["", "a", "a/b"], []),
        ("**/a", ["a", "b/a", "b/c/a"], ["a/b", "ba"]),
        ("**a", ["a", "ba", "b/a"], ["ab"]),
        ("a/**", ["a/", "a/b", "a/b/c"], ["a", "ab"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "ab"]),
        ("**/*.c", ["x.c", "a/b.c"], ["x.cc"]),
        ("**/**", ["a", "a/b"], []),
        ("[a-c]x", ["ax", "cx"], ["dx", "x"]),
        ("[^a]", ["b", "/"], ["a"]),
        ("[!a]", ["!", "a"], ["b"]),
        ("[[:digit:]_]", ["1", "_"], ["a", "٣"]),
        ("[\\d]", ["1"], ["d"]),
        ("[\\]]", ["]"], ["a"]),
        ("\\*", ["*"], ["a"]),
        ("\\d", ["7"], ["d", "٣"]),
        ("a^b*", [], ["a^b", "ab"]),
        ("(a|b)+$", ["(a|b)+$"], ["a"]),
        ("a(*", ["a(", "a(b"], ["a"]),
        ("[a&&b]", ["a", "&", "b"], ["c"]),
        ("[a--]*", [], ["b"]),
        ("[a~|b]", ["~", "|"], ["c"]),
        ("[[:^digit:]]", ["a", "é"], ["1"]),
        ("[\\D\\d]", ["a", "1"], ["aa"]),
        ("\\s", [" ", "\t"], ["\v"]),
        ("[[:space:]]", [" ", "\v"], ["a"]),
        ("\\x41\\x{e9}\\101\\0", ["AéA\0"], ["A"]),
        ("[\\x61-\\x63]\\n", ["a\n", "c\n"], ["d\n"]),
        ("\\Qa*b\\E?", ["a[^/]*bc"], ["a*bc", "axbc"]),
        ("?{2}", ["ab"], ["a", "abc"]),
        ("?x{0}y{1,2}", ["ay", "ayy"], ["a", "axy"]),
        ("?x{2,}", ["axx", "axxx"], ["ax"]),
        ("?x{,2}", ["ax{,2}"], ["ax"]),
        ("{0}a?", ["ab", "xab"], ["abx"]),
        ("a|b?", ["a", "ax", "bx", "xbx"], ["xb"]),
        ("?\\b-", ["a-"], ["+-", "--"]),
        ("?\\B-", ["+-", "--"], ["a-"]),
        ("*\\z", ["a"], ["a/b"]),
        ("a**b", ["ab", "ax/b"], ["axb", "a\n/b"]),
        ("a?**", ["ab", "ab/c"], ["a", "ab\n"]),
        ("\ufeff?", ["a"], ["\ufeffa"]),
        ("\ufffd?", ["\ufffda", "\udcffa"], ["aa"]),
    ],
)
def test_pattern_matches_whole_paths(pattern: str, matching: list[str], others: list[str]) -> None:
    try:
        matches = compile_pattern(pattern)
    except InvalidValue:
        assert pattern == "[a--]*"  # Go: a range from `a` down to `-`
        return
    assert [path for path in matching + others if matches(path)] == matching


@given(st.text(alphabet="ab/*?[]^-\\!.é{}()|+$&~: ", max_size=12), st.text(alphabet="ab/é.", max_size=8))
def test_any_pattern_matches_or_raises_invalid_value(pattern: str, path: str) -> None:
    try:
        check_pattern(pattern)
        assert compile_pattern(pattern)(path) in (True, False)
    except InvalidValue:
        return


@given(st.text(alphabet="ab./-é ", max_size=10))
def test_plain_pattern_matches_itself_only(text: str) -> None:
    matches = compile_pattern(text)
    assert matches(text)
    assert not matches(text + "x")


_PATTERNS = st.lists(
    st.sampled_from(["a", "b", "/", "*", "?", "**", "**/", "[ab]", "[^a]", "{2}", "{0,1}", "|", "^", "\\b", "\\."]),
    min_size=1,
    max_size=6,
).map("".join)


@given(_PATTERNS, st.lists(st.sampled_from(["a", "b", "ab", ".", "b\n"]), min_size=1, max_size=4))
def test_pattern_that_matches_parent_folder_matches_with_parents(pattern: str, parts: list[str]) -> None:
    try:
        matches = compile_pattern(pattern)
    except InvalidValue:
        return
    paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    assert matches(paths[-1], parents=True) == any(map(matches, paths))


def _lines_run(pattern: str, path: str) -> int:
    """Returns how many lines of Python a match runs, once the characters of the path are known."""
    matches = compile_pattern(pattern)
    matches(path)
    count = 0

    def trace(_frame: Any, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        matches(path)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*a*a*a*a*a*ab", "**/" * 30 + "x", "**/*a" * 30, "a?{0,1000}{" + "?" * 100, "*a|" * 50 + "b"]
)
def test_ignore_pattern_takes_constant_number_of_steps_for_each_character(pattern: str) -> None:
    for path in ("a" * 4000, "a/" * 2000, "aab/" * 1000 + "c"):
        assert _lines_run(pattern, path) <= 20 * len(path)


def test_long_ignore_pattern_takes_no_more_steps_than_short_one() -> None:
    assert _lines_run("*a" * 10_000, "a" * 500 + "b") <= 20 * 501
