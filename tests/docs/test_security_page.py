"""docs/security.md: each promise names tests that exist, and the pages that lead to it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(?:(?P<file>[\w/]+\.py)(?:: )?)?(?P<test>test_\w+)?`")


def named_tests(text: str) -> list[tuple[str, str]]:
    """(file below tests, test or "") for each one that the text names; a bare test is in the file named before."""
    found, file = [], ""
    for match in NAMED.finditer(text):
        file = match["file"] or file
        found.append((file, match["test"] or ""))
    return [(file, test) for file, test in found if file or test]


def rows() -> list[tuple[str, str]]:
    """(promise, tests) for each row of the page's tables."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(len(row) == 2 for row in cells)
    return [(promise, tests) for promise, tests in cells if promise != "promise"]


def functions(file: str) -> set[str]:
    """The functions of a test module."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_promise_names_tests_that_exist() -> None:
    assert len(rows()) > 20
    missing = []
    for promise, cell in rows():
        tests = named_tests(cell)
        assert tests, promise
        for file, test in tests:
            path = ROOT / "tests" / file
            if not file or not path.is_file() or (test and test not in functions(file)):
                missing.append(f"{file}: {test}")
    assert missing == []


def test_folders_and_scripts_of_the_page_exist() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"^- `(\w+)/`:", text, flags=re.MULTILINE)
    assert named
    assert [name for name in named if not (ROOT / "tests" / name).is_dir()] == []
    assert [name for name in re.findall(r"`(scripts/[\w.]+)`", text) if not (ROOT / name).is_file()] == []


def test_page_is_linked_and_short() -> None:
    for page, link in (("README.md", "(docs/security.md)"), (".github/SECURITY.md", "(../docs/security.md)")):
        assert link in (ROOT / page).read_text(encoding="utf-8")
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 150


def test_named_tests_are_read_from_a_cell() -> None:
    cell = "`unit/a.py: test_one`, `test_two`; `b.py`; `c/d.py: test_three`"
    assert named_tests(cell) == [
        ("unit/a.py", "test_one"),
        ("unit/a.py", "test_two"),
        ("b.py", ""),
        ("c/d.py", "test_three"),
    ]
