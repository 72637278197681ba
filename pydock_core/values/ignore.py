"""Reads a .dockerignore file, and matches paths of a build context with its patterns (`**`, `!`, whole folders)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import InvalidValue
from pydock_core.values.ignore_pattern import check_pattern, compile_pattern
from pydock_core.values.paths import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.values.ignore_pattern import Matches

_BOM = b"\xef\xbb\xbf"
_LINE_LIMIT = 64 << 10
# Go's white space; Python's `strip` takes U+001C to U+001F as well.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def read_ignore_file(data: bytes) -> list[str]:
    """Returns the cleaned patterns of a .dockerignore, without comments and empty lines.

    Raises InvalidValue for a line of 64 KiB or more.
    """
    patterns = []
    for line in data.removeprefix(_BOM).split(b"\n"):
        if len(line) >= _LINE_LIMIT:
            raise InvalidValue("bufio.Scanner: token too long")
        text = line.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        if text.startswith("#"):
            continue
        text = text.strip(_SPACE)
        if not text:
            continue
        mark = "!" if text[0] == "!" else ""
        text = text[1:].strip(_SPACE) if mark else text
        if text:
            text = clean_path(text)
            if len(text) > 1:
                text = text.removeprefix("/")
        patterns.append(mark + text)
    return patterns


class _Pattern:
    __slots__ = ("_matches", "depth", "is_exception", "text")

    def __init__(self, text: str, *, is_exception: bool) -> None:
        self.text = text
        self.is_exception = is_exception
        self.depth = text.count("/") + 1
        self._matches: Matches | None = None

    def match(self, path: str, *, parents: bool = False) -> bool:
        """Returns whether the pattern matches `path`, or one of its parent folders if `parents`."""
        if self._matches is None:
            self._matches = compile_pattern(self.text)
        return self._matches(path, parents=parents)


class IgnoreMatcher:
    """Decides which paths of a build context a list of patterns excludes; paths are relative, with slashes, and clean.

    Raises InvalidValue for an invalid pattern: the constructor finds some faults, the first match the others.
    """

    __slots__ = ("_exceptions", "patterns")

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns: list[_Pattern] = []
        for text in patterns:
            text = text.strip(_SPACE)
            if not text:
                continue
            text = clean_path(text)
            is_exception = text[0] == "!"
            if is_exception:
                text = text[1:]
                if not text:
                    raise InvalidValue('illegal exclusion pattern: "!"')
            check_pattern(text)
            self.patterns.append(_Pattern(text, is_exception=is_exception))
        self._exceptions = [f"{pattern.text}/" for pattern in self.patterns if pattern.is_exception]

    def excludes(self, path: str) -> bool:
        """Returns whether `path` or one of its parent folders is excluded and not included again by a later `!`."""
        excluded = False
        for pattern in self.patterns:
            # Skips a pattern that can't change the result.
            if pattern.is_exception == excluded and pattern.match(path, parents=True):
                excluded = not pattern.is_exception
        return excluded

    def excludes_build_file(self, path: str) -> bool:
        """Returns whether `path` is excluded by docker's older rule, which applies to .dockerignore and the Dockerfile.

        If a pattern doesn't match `path`, it is only tried on the parent folder that has as many parts as the pattern.
        """
        excluded = False
        folders = path.split("/")[:-1]
        for pattern in self.patterns:
            if pattern.is_exception != excluded:
                continue
            matched = pattern.match(path)
            if not matched and folders and pattern.depth <= len(folders):
                matched = pattern.match("/".join(folders[: pattern.depth]))
            if matched:
                excluded = not pattern.is_exception
        return excluded

    def walk(self, path: str, above: list[bool] | None) -> tuple[bool, list[bool]]:
        """Returns (whether `path` is excluded, whether each pattern matched it), for a walk over a tree.

        `above` is the second result for the folder of `path`, or None at the top. With it, a walk doesn't match the
        parent folders again for each path.
        """
        excluded = False
        matches = []
        for number, pattern in enumerate(self.patterns):
            matched = above is not None and above[number]
            if not matched and pattern.is_exception == excluded:
                matched = pattern.match(path)
            matches.append(matched)
            if matched:
                excluded = not pattern.is_exception
        return excluded, matches

    def may_include_below(self, folder: str) -> bool:
        """Returns whether an exception pattern names a path below the excluded `folder`."""
        below = f"{folder}/"
        return any(exception.startswith(below) for exception in self._exceptions)
