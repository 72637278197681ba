"""`plugin_api` and `toolkit` list each name twice: both lists are compared with each other and with what exists."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core import hooks, plugin_api, toolkit
from pydock_core.host import hookspecs, manager

if TYPE_CHECKING:
    from types import ModuleType

OWN = {plugin_api: {"API_VERSION"}, toolkit: set()}
both_modules = pytest.mark.parametrize("module", OWN, ids=lambda module: module.__name__)


def imported_for_type_checkers(module: ModuleType) -> dict[str, str]:
    """Name → home, of the imports in the module's stub file."""
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for line in tree.body:
        if isinstance(line, ast.ImportFrom):
            assert line.module is not None
            for alias in line.names:
                assert alias.asname == alias.name, f"{alias.name}: write `as {alias.name}`, which mypy wants"
                found[alias.name] = line.module
    return found


@both_modules
def test_map_all_and_type_checking_imports_agree(module: ModuleType) -> None:
    assert imported_for_type_checkers(module) == module._HOMES
    assert sorted(module.__all__) == sorted({*module._HOMES, *OWN[module]})
    assert len(module.__all__) == len(set(module.__all__))


@both_modules
def test_every_api_name_can_be_imported(module: ModuleType) -> None:
    assert [name for name in module.__all__ if getattr(module, name, None) is None] == []


def test_no_name_is_in_both_plugin_api_and_toolkit() -> None:
    assert set(plugin_api.__all__) & set(toolkit.__all__) == set()


@both_modules
def test_unknown_api_name_raises_attribute_error(module: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        module.no_such_name  # noqa: B018  the point of the test


@both_modules
def test_dir_lists_api_names(module: ModuleType) -> None:
    assert dir(module) == sorted(module.__all__)


@pytest.mark.parametrize(
    ("names", "ours"),
    [
        ("Command, hookimpl", ["pydock_core.declarations", "pydock_core.declarations.commands"]),
        (
            "Command, hooks",
            ["pydock_core.declarations", "pydock_core.declarations.commands", "pydock_core.hooks"],
        ),
    ],
)
def test_import_of_plugin_api_imports_nothing_else(names: str, ours: list[str]) -> None:
    program = (
        "import __future__, sys; before = set(sys.modules); import pydock_core.plugin_api\n"
        "print(sorted(set(sys.modules) - before)); before = set(sys.modules)\n"
        f"from pydock_core.plugin_api import {names}\n"
        "print(sorted(set(sys.modules) - before))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.splitlines() == ["['pydock_core', 'pydock_core.plugin_api']", str(ours)]


def test_every_hook_has_a_typed_form() -> None:
    assert sorted(f"pydock_{name}" for name in hooks.__all__) == sorted(hookspecs.HOOKS)


@pytest.mark.parametrize("hook", sorted(hookspecs.HOOKS))
def test_every_hook_is_specified_and_documented(hook: str) -> None:
    text = getattr(hookspecs, hook).__doc__
    for part in ("When: ", "Result: ", "Start-up: "):
        assert part in text
    assert "failure" in text or "exception" in text


def test_every_hook_specification_is_in_table_of_hooks() -> None:
    assert {name for name in vars(hookspecs) if name.startswith("pydock_")} == set(hookspecs.HOOKS)


def test_wrapping_hooks_have_one_more_argument() -> None:
    wrapping = {hook for hook, data in hookspecs.HOOKS.items() if data.kind == "wrapper"}
    assert {name for name in vars(manager.WrapperSpecs) if name.startswith("pydock_")} == wrapping
    for hook in wrapping:
        inside = list(inspect.signature(getattr(manager.WrapperSpecs, hook)).parameters)
        assert inside == [*inspect.signature(getattr(hookspecs, hook)).parameters, "inner"]
