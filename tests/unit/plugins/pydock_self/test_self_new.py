from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydock_self import new

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

QUESTIONS = """
name: {type: str}
description: {type: str, default: "A plugin"}
licence: {type: str, default: MIT}
parts: {type: str, multiselect: true, choices: [command, flag, hook, completer, formatter], default: [command]}
"""


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small template in the place of the real one, and an empty current folder."""
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "copier.yml").write_text(QUESTIONS)
    (folder / "{{ name }}.txt.jinja").write_text("{{ description }}|{{ licence }}|{{ parts | join(',') }}\n")
    monkeypatch.setattr(new, "template_folder", lambda: str(folder))
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))  # nor is git needed
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def test_self_new_without_copier_explains_how_to_install_it(pydock: PyDock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "copier", None)
    result = pydock("self", "new", "budget")
    pip = f"{sys.executable} -I -m pip --disable-pip-version-check install 'pydock-cli[author]'"
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"self new needs copier; to add it: {pip}\n"


@pytest.mark.parametrize("name", ["Budget", "a b", "1budget", "../x", "bud_get", "budget!", "é"])
def test_self_new_refuses_invalid_package_name(pydock: PyDock, name: str) -> None:
    result = pydock("self", "new", name)
    assert result.status == 1
    assert result.stderr == f"{name!r} can't be a plugin's name: it takes small letters, digits and dashes\n"


@pytest.mark.parametrize("name", ["groups", "self", "run", "container", "ps"])
def test_self_new_refuses_names_of_builtin_plugins(pydock: PyDock, name: str) -> None:
    result = pydock("self", "new", name)
    assert (result.status, result.stderr) == (1, f"{name!r} can't be a plugin's name: it is a part of PyDock\n")


def test_self_new_refuses_unknown_part(pydock: PyDock) -> None:
    result = pydock("self", "new", "budget", "--part", "wheel")
    message = "a plugin has no part 'wheel': there are command, flag, hook, completer, formatter\n"
    assert (result.status, result.stderr) == (1, message)


@pytest.mark.parametrize("there", ["file", "folder"])
def test_self_new_does_not_overwrite_existing_folder(pydock: PyDock, there: str) -> None:
    Path("budget").mkdir() if there == "folder" else Path("budget").write_text("mine")
    if there == "folder":
        Path("budget", "mine").touch()
    result = pydock("self", "new", "budget")
    assert (result.status, result.stderr) == (1, "budget is there already, and not empty\n")


def test_self_new_reports_folder_that_cannot_be_created(pydock: PyDock) -> None:
    Path("file").touch()
    result = pydock("self", "new", "budget", "-o", "file/budget")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.startswith("cannot make file/budget: ")


def test_self_new_reports_missing_template(pydock: PyDock, template: Path) -> None:
    (template / "copier.yml").unlink()
    result = pydock("self", "new", "budget")
    assert (result.status, result.stderr) == (1, f"this PyDock lacks its template of a plugin: {template}\n")


def test_self_new_creates_project_from_name_only(pydock: PyDock) -> None:
    result = pydock("self", "new", "budget")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout == (
        "budget is ready. To try it:\n  pydock self install ./budget\n  pydock self plugins show budget\n"
    )
    assert Path("budget/budget.txt").read_text() == "A plugin|MIT|command\n"


def test_self_new_takes_template_answers_from_flags(pydock: PyDock) -> None:
    words = ["--description", "Counts money", "--licence=Apache-2.0", "--part=hook", "--part=flag", "-o", "some/where"]
    assert pydock("self", "new", "budget", *words).status == 0
    assert Path("some/where/budget.txt").read_text() == "Counts money|Apache-2.0|flag,hook\n"
