from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.ignore_pattern import check_pattern, compile_pattern


@pytest.mark.parametrize(
    "pattern", ["[", "[]", "[]a]", "[a", "[^", "[a-]", "[-a]", "a\\", "[\\", "*[", "a*[b", "[\udcff]"]
)
def test_unclosed_class_in_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidValue, match=r"^syntax error in pattern$"):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", ["", "a]", "[a]", "[^a-z]", "[\\]]", "**", "\\*", "[!a]", "a*b?", "[[:alpha:]]"])
def test_pattern_that_go_accepts_is_accepted(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize("pattern", ["[z-a]", "[[:nosuch:]]", "[a\\é]", "\\p", "\\1", "[\\w-\\x]"])
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
