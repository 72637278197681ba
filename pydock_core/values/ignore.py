"""A .dockerignore file: its lines, and which paths of a context they leave out (`**`, `!`, folders with all below)."""

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


def read_ignore_file(data: bytes) -> list[str]:
    """The patterns of a .dockerignore, cleaned; comments and empty lines left out. InvalidValue for a line too long."""
    patterns = []
    for line in data.removeprefix(_BOM).split(b"\n"):
        if len(line) >= _LINE_LIMIT:
            raise InvalidValue("bufio.Scanner: token too long")
        text = line.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        if text.startswith("#"):
            continue
        text = text.strip()
        if not text:
            continue
        mark = "!" if text[0] == "!" else ""
        text = text[1:].strip() if mark else text
        if text:
            text = clean_path(text)
            if len(text) > 1:
                text = text.removeprefix("/")
        patterns.append(mark + text)
    return patterns


class _Pattern:
    __slots__ = ("_matches", "is_exception", "parts", "text")

    def __init__(self, text: str, *, is_exception: bool) -> None:
        self.text = text
        self.is_exception = is_exception
        self.parts = text.count("/") + 1
        self._matches: Matches | None = None

    def match(self, path: str) -> bool:
        if self._matches is None:
            self._matches = compile_pattern(self.text)
        return self._matches(path)

    def match_below(self, path: str) -> bool:
        """Whether it matches one of the folders that `path` is in."""
        end = path.find("/")
        while end >= 0:
            if self.match(path[:end]):
                return True
            end = path.find("/", end + 1)
        return False


class IgnoreMatcher:
    """Which paths a list of patterns leaves out; paths are relative, with slashes, and clean.

    InvalidValue for a pattern that is wrong: some are found when the matcher is made, others at the first match.
    """

    __slots__ = ("_exceptions", "patterns")

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns: list[_Pattern] = []
        for text in patterns:
            text = text.strip()
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
        """Whether `path`, or a folder that it is in, is left out and not taken back by a later `!`."""
        excluded = False
        for pattern in self.patterns:
            # A pattern that couldn't change the answer isn't asked.
            if pattern.is_exception == excluded and (pattern.match(path) or pattern.match_below(path)):
                excluded = not pattern.is_exception
        return excluded

    def excludes_build_file(self, path: str) -> bool:
        """docker's older rule, by which it decides whether .dockerignore and Dockerfile have to be taken back.

        Of the folders that `path` is in, a pattern sees only the one that is as deep as itself.
        """
        excluded = False
        folders = path.split("/")[:-1]
        for pattern in self.patterns:
            if pattern.is_exception != excluded:
                continue
            matched = pattern.match(path)
            if not matched and folders and pattern.parts <= len(folders):
                matched = pattern.match("/".join(folders[: pattern.parts]))
            if matched:
                excluded = not pattern.is_exception
        return excluded

    def walk(self, path: str, above: list[bool] | None) -> tuple[bool, list[bool]]:
        """(whether `path` is left out, which patterns matched it), where `above` is the latter of its folder.

        A walk of a whole tree doesn't match every folder again for each thing that is in it.
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
        """Whether an exception names something in `folder`, which is left out itself."""
        below = f"{folder}/"
        return any(exception.startswith(below) for exception in self._exceptions)
