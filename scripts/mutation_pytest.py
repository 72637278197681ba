"""Plugins of pytest for `scripts/mutation`: one records which functions each test calls, one selects tests.

A mutant of a function is run with the tests that call the function, which takes a fraction of the time.
"""

from __future__ import annotations

import ast
import json
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable
    from types import CodeType, FrameType

EVERY_TEST = ""  # stands for all tests where a function was called outside of any test


class Recorder:
    """Writes `FILE:LINE of a function` → the tests that call it, as JSON, for the functions of `sources`."""

    def __init__(self, output: Path, sources: Iterable[Path]) -> None:
        self._output = output
        self._sources = {str(source) for source in sources}
        self._test = EVERY_TEST
        self._calls: dict[CodeType, set[str]] = defaultdict(set)

    def pytest_sessionstart(self) -> None:
        """Starts to record calls, in all threads."""
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        """Notes the test that calls functions from now on."""
        self._test = item.nodeid
        sys.settrace(self._trace)  # a test may have ended it
        yield
        self._test = EVERY_TEST

    def pytest_sessionfinish(self) -> None:
        """Writes what was recorded."""
        sys.settrace(None)
        found: dict[str, list[str]] = {}
        for code, tests in self._calls.items():
            found.setdefault(f"{code.co_filename}:{code.co_firstlineno}", []).extend(sorted(tests))
        self._output.write_text(json.dumps(found))

    def _trace(self, frame: FrameType, _event: str, _argument: Any) -> None:
        if frame.f_code.co_filename in self._sources:
            self._calls[frame.f_code].add(self._test)


class Selection:
    """Runs the tests with these node IDs alone."""

    def __init__(self, tests: Collection[str]) -> None:
        self._tests = tests

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out the others."""
        items[:] = [item for item in items if item.nodeid in self._tests]


def first_line(source: str, line: int) -> int:
    """Returns the line on which the innermost function around `line` starts, 0 outside of functions.

    Decorators and defaults are evaluated where the function is defined, and count as outside of it.
    """
    found = 0
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= line <= (node.end_lineno or 0):
            found = max(found, min(node.lineno, *(decorator.lineno for decorator in node.decorator_list), node.lineno))
    return found
