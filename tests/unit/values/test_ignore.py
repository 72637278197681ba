from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import InvalidValue
from pydock_core.values.ignore import IgnoreMatcher, read_ignore_file

NAMES = st.sampled_from(["a", "b", "ab", "a.b", "x"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "**", "?", "a*", "*.b", "x"]), min_size=1, max_size=3).map("/".join)


@pytest.mark.parametrize(
    ("patterns", "words"),
    [
        (["!"], 'illegal exclusion pattern: "!"'),
        (["a", "[a"], "syntax error in pattern"),
        (["a\\"], "syntax error in pattern"),
    ],
)
def test_invalid_ignore_pattern_is_refused_by_constructor(patterns: list[str], words: str) -> None:
    with pytest.raises(InvalidValue, match="^" + words.replace("!", "\\!")):
        IgnoreMatcher(patterns)


def test_ignore_pattern_that_regexp_refuses_fails_at_first_match() -> None:
    matcher = IgnoreMatcher(["[z-a]"])
    with pytest.raises(InvalidValue, match=r"^syntax error in pattern$"):
        matcher.excludes("x")


def test_too_long_ignore_line_is_refused() -> None:
    with pytest.raises(InvalidValue, match="token too long"):
        read_ignore_file(b"a" * (64 << 10))


@pytest.mark.parametrize(
    ("data", "patterns"),
    [
        (b"", []),
        (b"\xef\xbb\xbfa\n\n# no\n #yes\n", ["a", "#yes"]),
        (b" a \r\n/b/\n//c/../d\n/\n", ["a", "b", "d", "/"]),
        (b"! /a\n!\n", ["!a", "!"]),
        ("é\n".encode() + b"\xff\n", ["é", "\udcff"]),
    ],
)
def test_ignore_lines_are_cleaned_as_by_docker(data: bytes, patterns: list[str]) -> None:
    assert read_ignore_file(data) == patterns


@pytest.mark.parametrize(
    ("patterns", "path", "excluded"),
    [
        (["a"], "a/b/c", True),
        (["a"], "b/a", False),
        (["a", "!a/b"], "a/b/c", False),
        (["a", "!a/b"], "a/c", True),
        (["!a", "a"], "a", True),
        (["**/*.log", "!keep.log"], "x/keep.log", True),
        (["**"], "x", True),
        (["*/b"], "a/b/c", True),
    ],
)
def test_later_ignore_patterns_win_and_folders_include_their_content(
    patterns: list[str], path: str, excluded: bool
) -> None:
    assert IgnoreMatcher(patterns).excludes(path) is excluded


def test_build_file_pattern_matches_only_parent_folder_of_same_depth() -> None:
    matcher = IgnoreMatcher(["*/*"])
    assert matcher.excludes_build_file("a/b/c")
    assert not IgnoreMatcher(["**/b"]).excludes_build_file("a/x/b/c")
    assert IgnoreMatcher(["**/b"]).excludes("a/x/b/c")
    assert not matcher.excludes_build_file("Dockerfile")


def test_excluded_folder_may_include_only_exceptions_below() -> None:
    matcher = IgnoreMatcher(["a", "!a/b/c"])
    assert [matcher.may_include_below(folder) for folder in ("a", "a/b", "b", "a/b/c", "a/bb")] == [
        True,
        True,
        False,
        True,
        False,
    ]


@given(st.lists(st.text(max_size=8), max_size=4), st.text(max_size=8))
def test_any_ignore_patterns_match_or_raise_invalid_value(patterns: list[str], path: str) -> None:
    try:
        matcher = IgnoreMatcher(patterns)
        assert matcher.excludes(path) in (True, False)
        assert matcher.excludes_build_file(path) in (True, False)
    except InvalidValue:
        return


@given(st.binary(max_size=60))
def test_any_ignore_file_is_read(data: bytes) -> None:
    assert all(pattern for pattern in read_ignore_file(data))


@given(st.lists(PATTERNS, max_size=4), PATHS)
def test_ignore_walk_agrees_with_excludes(patterns: list[str], path: str) -> None:
    matcher = IgnoreMatcher(patterns)
    parts = path.split("/")
    above: list[bool] | None = None
    excluded = False
    for depth in range(1, len(parts) + 1):
        excluded, above = matcher.walk("/".join(parts[:depth]), above)
    assert excluded == matcher.excludes(path)


@given(PATTERNS, PATHS, PATHS)
def test_content_of_excluded_folder_is_excluded(pattern: str, path: str, below: str) -> None:
    matcher = IgnoreMatcher([pattern])
    if matcher.excludes(path):
        assert matcher.excludes(f"{path}/{below}")
