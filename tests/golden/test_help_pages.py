"""Help pages of every command and group in 80 columns, and of a few in other widths, compared with golden files."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomli

from pydock_core.plugin_api import Command
from pydock_core.testing import FakeEngine, run_pydock
from tests.golden.conftest import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = tomli.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WARNING = ("builder prune", "image build")  # commands that warn about the missing docker-buildx before the page
ENVIRON = {"HOME": "/home/someone", "PYDOCK_INDEX": "off"}


def _names() -> list[str]:
    """Returns each group, and the first name of each command whose flags PyDock parses."""
    found: set[str] = set()
    for plugin in PROJECT["entry-points"]["pydock.plugins"].values():
        for declared in import_module(plugin).pydock_commands():
            if not isinstance(declared, Command):
                found.add(declared.name)
            elif not declared.raw:
                found.add(declared.names[0])
    return sorted(found)


@pytest.fixture(scope="module")
def newest() -> Iterator[FakeEngine]:
    """Yields an engine that supports every flag."""
    with FakeEngine(api_version="1.50", swarm="active/manager") as engine:
        yield engine


@pytest.mark.parametrize("name", _names())
def test_help_page_matches_golden_file(name: str, newest: FakeEngine, golden: Callable[[str, str], None]) -> None:
    result = run_pydock([*name.split(), "--help"], engine=newest, environ=ENVIRON)
    assert result.status == 0
    assert not result.stderr or (name in WARNING and result.stderr.startswith("DEPRECATED: The legacy builder"))
    golden(f"help/{name.replace(' ', '-')}.txt", result.stdout)


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", ["run", "ps", ""])
def test_help_page_is_wrapped_to_the_width_of_the_terminal(
    name: str, columns: int, newest: FakeEngine, golden: Callable[[str, str], None]
) -> None:
    result = run_pydock([*name.split(), "--help"], engine=newest, environ=ENVIRON, terminal=(columns, 24))
    assert result.status == 0
    golden(f"help/{name or 'pydock'}-in-{columns}-columns.txt", result.stdout.replace("\r\n", "\n"))


def test_golden_help_pages_belong_to_commands() -> None:
    stored = {file.stem for file in (FOLDER / "help").iterdir() if "-in-" not in file.stem}
    assert stored == {name.replace(" ", "-") for name in _names()}
