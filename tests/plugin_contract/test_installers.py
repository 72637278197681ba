"""Changes by real installers take effect with the next command; a built-in's folder can be a distribution."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.engines import namespaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
PROJECT = """
[build-system]
requires = ["{backend}"]
build-backend = "{module}"

[project]
name = "pydock-{name}"
version = "{version}"
dependencies = ["pydock-cli>=1,<2"]

[project.entry-points."pydock.plugins"]
{name} = "{entry_point}"

{packages}
"""
HATCHLING = {
    "backend": "hatchling",
    "module": "hatchling.build",
    "packages": '[tool.hatch.build.targets.wheel]\npackages = ["pydock_{name}"]',
}
# Its editable installs are found by an import hook, hatchling's by a folder on the path.
SETUPTOOLS = {
    "backend": "setuptools",
    "module": "setuptools.build_meta",
    "packages": '[tool.setuptools]\npackages = ["pydock_{name}"]',
}
SAYS = """
from pydock_core.plugin_api import Command, hookimpl

@hookimpl
def pydock_commands():
    return [Command(("say",), "pydock_say", "Say {text}"), Command(("image squash",), "pydock_say", "Squash")]

class Options: ...

def command(session, options):
    session.stdout.write(f"{{session.invoked_name}} {text}\\n")
"""


def write_project(
    folder: Path, name: str, version: str, backend: dict[str, str], *, entry_point: str = "pydock_{name}"
) -> None:
    packages = backend["packages"].format(name=name)
    fields = {"name": name, "version": version, "packages": packages, "entry_point": entry_point.format(name=name)}
    text = PROJECT.format(**{**backend, **fields})
    (folder / "pyproject.toml").write_text(text)


@pytest.fixture(scope="module")
def builders(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Returns a folder with wheels of PyDock, its dependencies and the build tools of plugins."""
    folder = tmp_path_factory.mktemp("builders")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), "editables", "setuptools"]
    subprocess.run([*namespaces.outside(), *command], check=True)
    return f"{wheelhouse} {folder}"


@pytest.fixture
def run(builders: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Returns a function that runs a program of a fresh environment, without the internet, beside a fake engine."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    with FakeEngine() as engine:
        variables = {
            "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": builders,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_CONFIG_FILE": os.devnull,
            "DOCKER_HOST": engine.serve(str(tmp_path_factory.mktemp("e") / "sock")).host,
        }

        def run(*words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
            command = [str(environment / "bin" / words[0]), *words[1:]]
            done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=100)
            assert done.returncode == status, done.stdout + done.stderr
            return done

        yield run


@pytest.mark.parametrize("backend", [HATCHLING, SETUPTOOLS], ids=["hatchling", "setuptools"])
def test_edit_upgrade_and_removal_of_editable_install_take_effect_with_the_next_command(
    run: Run, tmp_path: Path, backend: dict[str, str]
) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "pydock_say").mkdir(parents=True)
    source = checkout / "pydock_say" / "__init__.py"
    source.write_text(SAYS.format(text="first"))
    write_project(checkout, "say", "1.0", backend)
    run("pip", "install", "--quiet", "pydock-cli")
    assert "unknown command: pydock say" in run("pydock", "say", status=1).stderr

    run("pip", "install", "--quiet", "--editable", str(checkout))
    assert run("pydock", "say").stdout == "say first\n"
    assert run("pydock", "image", "squash").stdout == "image squash first\n"
    assert "  squash    Squash (plugin say)\n" in run("pydock", "image", "--help").stdout

    for text in ("edited", "again"):
        source.write_text(SAYS.format(text=text))
        assert f"Say {text} (plugin say)\n" in run("pydock", "--help").stdout
        assert run("pydock", "say").stdout == f"say {text}\n"

    write_project(checkout, "say", "2.0", backend)
    run("pip", "install", "--quiet", "--editable", str(checkout))
    assert run("pydock", "self", "plugins", "--format", "{{.Name}} {{.Version}}").stdout.splitlines()[0] == "say 2.0"

    run("pip", "uninstall", "--quiet", "--yes", "pydock-say")
    assert "unknown command: pydock say" in run("pydock", "say", status=1).stderr
    assert "squash" not in run("pydock", "image", "--help").stdout


def test_folder_of_built_in_works_unchanged_as_a_distribution(run: Run, tmp_path: Path) -> None:
    core, groups = tmp_path / "core", tmp_path / "groups"
    for folder in ("pydock_core", "plugins", "plugin_template"):
        shutil.copytree(ROOT / folder, core / folder, ignore=shutil.ignore_patterns("__pycache__", "pydock_groups"))
    (core / "scripts").mkdir()
    for file in ("scripts/pydock", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / file, core / file)
    project, count = re.subn(
        r'^groups = "pydock_groups\.plugin"\n', "", (ROOT / "pyproject.toml").read_text(), flags=re.M
    )
    assert count == 1
    (core / "pyproject.toml").write_text(project)
    shutil.copytree(ROOT / "plugins" / "pydock_groups", groups / "pydock_groups")
    write_project(groups, "groups", "1.0", HATCHLING, entry_point="pydock_groups.plugin")

    run("pip", "install", "--quiet", str(core))
    assert "unknown command: pydock groups" in run("pydock", "groups", "ls", status=1).stderr
    run("pip", "install", "--quiet", str(groups))
    shown = run("pydock", "self", "plugins", "--format", "{{.Name}} {{.Distribution}}").stdout.splitlines()
    assert shown[0] == "groups pydock-groups"
    assert "Invalid Plugins" not in run("pydock", "--help").stdout

    run("pydock", "groups", "create", "team")
    run("pydock", "run", "--detach", "--group", "team", "--name", "web", "busybox", "sleep", "60")
    assert run("pydock", "groups", "ls", "--quiet").stdout == "team\n"
    assert "web" in run("pydock", "groups", "ps", "team").stdout
    run("pydock", "groups", "rm", "--force", "team")
    assert run("pydock", "groups", "ls", "--quiet").stdout == ""
