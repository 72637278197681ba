"""No import circle exists inside a layer of the core: imports in functions count, imports for type checkers do not."""

from __future__ import annotations

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
import tomli

ROOT = Path(__file__).parents[2]
LAYERS = sorted(path.parent.name for path in (ROOT / "pydock_core").glob("*/__init__.py"))


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("pydock_core", exclude_type_checking_imports=True, cache_dir=None)


def circle(graph: grimp.ImportGraph, package: str) -> list[str]:
    """The modules of one import circle among those of `package`, the first again at the end; [] if there is none."""
    modules = {package, *graph.find_descendants(package)}
    sorter = TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) & modules for module in sorted(modules)}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


@pytest.mark.parametrize("layer", LAYERS)
def test_layer_has_no_import_circle(graph: grimp.ImportGraph, layer: str) -> None:
    assert circle(graph, f"pydock_core.{layer}") == []


def test_every_layer_of_the_linter_contract_is_checked() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {
        name.strip()
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and contract["containers"] == ["pydock_core"]
        for line in contract["layers"]
        for name in line.split("|")
    }
    assert {name for name in names if (ROOT / "pydock_core" / name).is_dir()} == set(LAYERS)


@pytest.fixture
def circular(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> grimp.ImportGraph:
    """The graph of a package with both kinds of circle: `a` and `b` import each other, `c` and `d` only for types."""
    sources = {
        "a": "def late() -> None:\n    from circular import b\n",
        "b": "from circular import a\n",
        "c": "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from circular import d\n",
        "d": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from circular import c\n",
    }
    (tmp_path / "circular").mkdir()
    for name, source in {"__init__": "", **sources}.items():
        (tmp_path / "circular" / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return grimp.build_graph("circular", exclude_type_checking_imports=True, cache_dir=None)


def test_import_in_a_function_closes_a_circle_and_import_for_types_does_not(circular: grimp.ImportGraph) -> None:
    edges = defaultdict(set)
    for module in "abcd":
        edges[module] = {name[-1] for name in circular.find_modules_directly_imported_by(f"circular.{module}")}
    assert edges == {"a": {"b"}, "b": {"a"}, "c": set(), "d": set()}
    assert set(circle(circular, "circular")) == {"circular.a", "circular.b"}
