"""Markers: registered, documented, and applied by the fixtures and imports of a test."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pexpect
import pytest
import tomli

from tests import markers
from tests.parity import clients

ROOT = Path(__file__).parents[2]
LINES = tomli.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["markers"]
# Markers that say what a test needs; `sampled(N)` says how many of its cases run.
REGISTERED = [line.partition(":")[0] for line in LINES if not line.startswith("sampled(")]


def item(*, fixtures: tuple[str, ...] = (), module: ModuleType | None = None, node: str = "", **params: Any) -> Any:
    """The attributes of a test that determine its markers."""
    callspec = SimpleNamespace(params=params)
    return SimpleNamespace(fixturenames=fixtures, module=module, nodeid=node, callspec=callspec)


@pytest.mark.parametrize(
    ("fixture", "marker"),
    [
        ("compare", "clients"),
        ("engine", "engine"),
        ("real_parts", "engine"),
        ("registry", "registry"),
        ("token_registry", "registry"),
        ("sshd", "ssh"),
        ("swarm", "swarm"),
        ("wheelhouse", "slow"),
    ],
)
def test_fixture_applies_its_marker(fixture: str, marker: str) -> None:
    assert set(markers.names(item(fixtures=("tmp_path", fixture)))) == {marker}


def test_parameter_with_a_fixture_name_applies_its_marker() -> None:
    assert set(markers.names(item(kind="tls_registry"))) == {"registry"}


@pytest.mark.parametrize(
    ("imported", "marker"), [(pexpect, "terminal"), (clients, "clients"), (clients.docker, "clients")]
)
def test_import_applies_its_marker(imported: object, marker: str) -> None:
    module = ModuleType("test_of_a_marker")
    vars(module)["imported"] = imported
    assert set(markers.names(item(module=module))) == {marker}


def test_test_without_needs_has_no_marker() -> None:
    assert set(markers.names(item(fixtures=("tmp_path", "fake_engine"), node="tests/unit/test_x.py::test_y"))) == set()


def test_slow_list_accepts_folders_files_and_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = frozenset({"tests/folder", "tests/a.py", "tests/b.py::test_slow"})
    monkeypatch.setattr(markers, "slow_tests", lambda: lines)
    markers._is_slow_file.cache_clear()
    slow = [
        "tests/folder/c.py::test_x",
        "tests/a.py::test_x[1]",
        "tests/b.py::test_slow",
        "tests/b.py::test_slow[a[0]]",
    ]
    quick = ["tests/folders/c.py::test_x", "tests/b.py::test_slower", "tests/aa.py::test_x"]
    assert [node for node in slow + quick if markers.is_slow(node)] == slow
    markers._is_slow_file.cache_clear()


def test_every_entry_of_the_slow_list_exists() -> None:
    gone = []
    for line in markers.slow_tests():
        file, _, function = line.partition("::")
        path = ROOT / file
        if not path.exists() or (function and f"def {function}(" not in path.read_text()):
            gone.append(line)
    assert sorted(gone) == [], "renew tests/slow_tests.txt: python -m scripts.slow_tests"


def test_every_marker_is_documented_and_deselected_by_the_quick_loop() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "contributing.md").read_text(), re.MULTILINE)
    deselected = re.search(r"-m 'not \(([\w ]+)\)'", (ROOT / "scripts" / "test").read_text())
    assert documented == REGISTERED
    assert deselected is not None
    assert deselected[1].split(" or ") == REGISTERED


def test_only_registered_markers_are_applied() -> None:
    applied = {name for names in (*markers.OF_FIXTURE.values(), *markers.OF_MODULE.values()) for name in names}
    assert applied | {"slow"} == set(REGISTERED)
