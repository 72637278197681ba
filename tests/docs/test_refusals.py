"""The table of `docs/plugins/running.md` about refusals: each exit status is that of a real command line."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.docs.pages import DOCS, sections

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "`run alpine`": ["run", "--rm", "alpine", "true"],
    "`create alpine`": ["create", "alpine"],
    "`pull alpine`": ["pull", "alpine"],
    "`rm web db`": ["rm", "web", "db"],
    "unknown command": ["nosuch"],
}
SECTION = sections(DOCS / "plugins" / "running.md")["Refusals and exit statuses"]
HEAD, _, *ROWS = (
    [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*\|$", SECTION, re.MULTILINE)
)
SOURCE = """\
from pydock_core.plugin_api import PyDockError, hookimpl
@hookimpl{mark}
def {hook}({arguments}):
    {body}
"""
# After the hook's name in the table: the arguments and the body of an implementation; REFUSE raises the PyDockError.
BODIES = {
    "": ("", "REFUSE"),
    "before the `yield`": ("", "REFUSE; return (yield)"),
    "after the `yield`": ("", "yield; REFUSE"),
    "any request": ("", "REFUSE; return (yield)"),
    **{
        f"request to {verb} a container": (
            "request",
            f"if request.method == {method!r} and {part!r} in request.path: REFUSE\n    return (yield)",
        )
        for verb, method, part in (
            ("create", "POST", "/containers/create"),
            ("start", "POST", "/start"),
            ("remove", "DELETE", "/containers/"),
        )
    },
}


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path, for plugins."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def status_with(folder: Path, row: str, refusal: str, words: list[str]) -> int:
    """Returns the exit status of a command line beside a plugin whose hook raises `refusal`."""
    hook, place = re.fullmatch(r"`(\w+)`(?:, (.*))?", row).groups(default="")  # type: ignore[union-attr]
    arguments, body = BODIES[place]
    body = body.replace("REFUSE", f"raise {refusal}")
    mark = "(wrapper=True)" if "yield" in body else ""
    (folder / "plugin_refusing.py").write_text(SOURCE.format(mark=mark, hook=hook, arguments=arguments, body=body))
    info = folder / "dist_refusing-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dist-refusing\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pydock.plugins]\nrefusing = plugin_refusing\n")
    sys.modules.pop("plugin_refusing", None)
    with FakeEngine() as engine:
        for name in ("web", "db") if words[0] == "rm" else ():
            run_pydock(["create", "--name", name, "busybox"], engine=engine)
        return run_pydock(words, engine=engine, plugins=["refusing"]).status


def test_columns_are_the_tested_commands() -> None:
    assert HEAD[1:] == list(COMMANDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_refusal_gives_the_status_of_the_table(row: list[str], plugins: Path) -> None:
    for cell, words in zip(row[1:], COMMANDS.values(), strict=True):
        ordinary = 1 if words == COMMANDS["unknown command"] else 0
        expected = ordinary if cell == "-" else int(cell.removesuffix(", always"))
        assert status_with(plugins, row[0], 'PyDockError("no")', words) == expected, words
        if not cell.endswith("always"):
            expected = ordinary if cell == "-" else 9
        assert status_with(plugins, row[0], 'PyDockError("no", exit_code=9)', words) == expected, words
