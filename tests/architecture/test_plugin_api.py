"""`plugin_api` says each name twice; here the two are held against one another, and against what really exists."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from pydock_core import plugin_api
from pydock_core.host import hookspecs, manager

HOMES: dict[str, str] = plugin_api._HOMES
OWN = {"API_VERSION"}


def imported_for_type_checkers() -> dict[str, str]:
    """Name → home, of the imports under `if TYPE_CHECKING`."""
    tree = ast.parse(Path(plugin_api.__file__).read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.If) and isinstance(statement.test, ast.Name):
            for line in statement.body:
                assert isinstance(line, ast.ImportFrom)
                assert line.module is not None
                for alias in line.names:
                    assert alias.asname == alias.name, f"{alias.name}: write `as {alias.name}`, which mypy wants"
                    found[alias.name] = line.module
    return found


def test_map_all_and_type_checking_imports_agree() -> None:
    assert imported_for_type_checkers() == HOMES
    assert sorted(plugin_api.__all__) == sorted({*HOMES, *OWN})
    assert len(plugin_api.__all__) == len(set(plugin_api.__all__))


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_name_is_there(name: str) -> None:
    assert getattr(plugin_api, name) is not None


def test_a_name_that_it_lacks_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        plugin_api.no_such_name  # type: ignore[attr-defined]  # noqa: B018  the point of the test


def test_dir_lists_what_there_is() -> None:
    assert dir(plugin_api) == sorted(plugin_api.__all__)


def test_importing_it_imports_nothing_else() -> None:
    program = (
        "import __future__, sys; before = set(sys.modules); import pydock_core.plugin_api\n"
        "print(sorted(set(sys.modules) - before))\n"
        "from pydock_core.plugin_api import Command, hookimpl\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('pydock_core')))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.splitlines() == ["['pydock_core', 'pydock_core.plugin_api']", "[]"]


@pytest.mark.parametrize("hook", sorted(hookspecs.HOOKS))
def test_every_hook_is_specified_and_documented(hook: str) -> None:
    text = getattr(hookspecs, hook).__doc__
    for part in ("When: ", "Result: ", "Start-up: "):
        assert part in text
    assert "failure" in text or "exception" in text


def test_no_hook_is_without_its_data() -> None:
    assert {name for name in vars(hookspecs) if name.startswith("pydock_")} == set(hookspecs.HOOKS)


def test_the_hooks_that_wrap_have_one_argument_more_inside() -> None:
    wrapping = {hook for hook, data in hookspecs.HOOKS.items() if data.kind == "wrapper"}
    assert {name for name in vars(manager.WrapperSpecs) if name.startswith("pydock_")} == wrapping
    for hook in wrapping:
        inside = list(inspect.signature(getattr(manager.WrapperSpecs, hook)).parameters)
        assert inside == [*inspect.signature(getattr(hookspecs, hook)).parameters, "inner"]
