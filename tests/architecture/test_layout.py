"""What the linter can't see: names in strings, folders that must agree with one another, the size of files."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli

import pydock_core
from pydock_core.declarations.commands import Command
from pydock_core.host import load_index

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomli.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = sorted(path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").exists())
SOURCES = sorted(
    path
    for folder in ("pydock_core", "plugins", "tests", "scripts", "plugin_template")
    for path in (ROOT / folder).rglob("*.py")
)


def test_every_plugin_folder_is_an_entry_point_and_in_each_contract() -> None:
    linter = PROJECT["tool"]["importlinter"]
    contracts = {contract["type"]: contract for contract in linter["contracts"]}
    assert sorted(PROJECT["project"]["entry-points"]["pydock.plugins"].values()) == [
        f"{folder}.plugin" for folder in FOLDERS
    ]
    assert sorted(linter["root_packages"]) == sorted(["pydock_core", *FOLDERS])
    assert sorted(contracts["independence"]["modules"]) == FOLDERS
    assert sorted(contracts["forbidden"]["forbidden_modules"]) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_plugin_is_typed(folder: str) -> None:
    assert (ROOT / "plugins" / folder / "py.typed").exists()


def test_protected_modules_are_all_modules_outside_plugin_api() -> None:
    contracts = {contract["type"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    inside = {
        f"pydock_core.{path.stem}"
        for path in (ROOT / "pydock_core").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.stem.startswith("__")
    }
    allowed = {"pydock_core.plugin_api", "pydock_core.testing", "pydock_core.toolkit"}
    assert set(contracts["protected"]["protected_modules"]) == inside - allowed


def test_linter_refuses_plugin_that_imports_protected_module(tmp_path: Path) -> None:
    contract = next(each for each in PROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "protected")
    modules = "\n    ".join(contract["protected_modules"])
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_packages =\n    pydock_core\n    pydock_example\n"
        f"[importlinter:contract:one]\nname = one\ntype = protected\nprotected_modules =\n    {modules}\n"
        "allowed_importers =\n    pydock_core\n"
    )
    package = tmp_path / "pydock_example"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "right.py").write_text(
        "from pydock_core.plugin_api import hooks\nfrom pydock_core.toolkit import dumps\n"
        "from pydock_core.testing import run_pydock\n"
    )
    forbidden = {"wrong_session": "session", "wrong_hooks": "hooks", "wrong_messages": "engine.messages"}
    for name, module in forbidden.items():
        (package / f"{name}.py").write_text(f"import pydock_core.{module}\n")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert set(re.findall(r"pydock_example\.(\w+)", done.stdout)) == set(forbidden), done.stdout


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_named_by_a_plugin_exists(folder: str) -> None:
    plugin = importlib.import_module(f"{folder}.plugin")
    for declared in plugin.pydock_commands():
        if isinstance(declared, Command):
            assert importlib.util.find_spec(declared.module) is not None, declared.module
            module = importlib.import_module(declared.module)
            assert callable(module.command)
            assert declared.raw or module.Options
            assert declared.summary


def test_every_target_of_the_index_can_be_imported(tmp_path: Path) -> None:
    index = load_index({"HOME": str(tmp_path), "PYDOCK_PLUGINS": "none"})
    assert index.diagnostics() == []
    for entry in index.commands():
        assert entry.load().command


def test_no_file_is_longer_than_400_lines() -> None:
    assert [str(path) for path in SOURCES if len(path.read_text().splitlines()) > 400] == []


def test_no_file_has_a_meaningless_name() -> None:
    assert [str(path) for path in SOURCES if path.stem in ("utils", "helpers", "common", "misc", "tty")] == []


def test_version_of_package_and_module_are_equal() -> None:
    assert pydock_core.__version__ == PROJECT["project"]["version"]


def test_each_private_python_module_is_used_by_one_module_and_signals_by_the_entry() -> None:
    users: dict[str, set[str]] = {}
    for path in (ROOT / "pydock_core").rglob("*.py"):
        for name in re.findall(r"^\s*(?:import|from) (_socket|_signal|_json)\b", path.read_text(), re.MULTILINE):
            users.setdefault(name, set()).add(path.name)
    # The entry reads two handlers, for which it need not load the module of signals.
    assert users.pop("_signal") == {"signals.py", "cli.py"}
    assert all(len(files) == 1 for files in users.values()), users
