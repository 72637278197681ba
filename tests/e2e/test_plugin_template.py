"""The plugin template: rendered by an installed PyDock, built, installed, tested, used and uninstalled.

Two combinations of its parts; `scripts/template-campaign` renders all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import copier
import pytest

from pydock_core.host import load_index
from tests.engines import namespaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engines.dockerd import Dockerd

    Run = Callable[..., subprocess.CompletedProcess[str]]

TEMPLATE = Path(__file__).parents[2] / "plugin_template"


def refused(tmp_path: Path, **answers: object) -> str:
    """Returns the error of the template for these answers."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  copier's own is below it
        copier.run_copy(str(TEMPLATE), tmp_path / "x", data={"name": "x", **answers}, defaults=True, quiet=True)
    return str(caught.value)


def test_template_refuses_names_of_built_in_commands(tmp_path: Path) -> None:
    index = load_index({"HOME": str(tmp_path), "PYDOCK_PLUGINS": "none"})
    words = {name.partition(" ")[0] for entry in index.commands() for name in entry.names}
    words |= {plugin.name for plugin in index.plugins()}
    listed = (TEMPLATE / "copier.yml").read_text().partition("{% set taken -%}")[2].partition("{%- endset %}")[0]
    assert sorted(words - set(listed.split())) == []
    assert "groups is a part of PyDock" in refused(tmp_path, name="groups")


@pytest.mark.parametrize("name", ["Budget", "a b", "1budget", "../x", "bud_get", "x-", "é", ""])
def test_template_refuses_an_invalid_package_name(tmp_path: Path, name: str) -> None:
    assert "a plugin's name takes small letters, digits and dashes" in refused(tmp_path, name=name)


@pytest.mark.parametrize("text", ['say "x"', "a\\b", "a\nb", "x" * 81, ""])
def test_template_refuses_a_description_with_special_characters(tmp_path: Path, text: str) -> None:
    assert "one line of at most 80 characters" in refused(tmp_path, description=text)


@pytest.fixture(scope="module")
def environment(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns an environment with the wheel of PyDock, the authors' extra, and the tools of a new plugin's README."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    (pydock,) = wheelhouse.glob("pydock_cli-*.whl")
    wanted = [f"pydock-cli[author,testing] @ {pydock.as_uri()}", "mypy", "ruff"]
    install = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *wanted]
    subprocess.run([*namespaces.outside(), *install], check=True)
    return folder


@pytest.fixture
def run(environment: Path, wheelhouse: Path, tmp_path: Path, engine: Dockerd) -> Run:
    """Runs a program of the environment without the internet."""
    variables = {
        "HOME": str(tmp_path),
        "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheelhouse),
        "DOCKER_HOST": engine.host,
        "USER": "ada",
    }

    def run(*words: str, folder: Path = tmp_path, status: int = 0) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / words[0]), *words[1:]]
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=100)
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return run


@pytest.mark.parametrize("parts", [(), ("--part=command", "--part=flag", "--licence=Apache-2.0")], ids=["all", "two"])
def test_new_plugin_is_built_installed_tested_and_uninstalled(
    run: Run, tmp_path: Path, engine: Dockerd, parts: tuple[str, ...]
) -> None:
    run("pydock", "self", "new", "shade", *parts)
    project = tmp_path / "shade"
    assert (project / "LICENSE").exists() == (not parts)
    run("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "dist", ".", folder=project)
    run("pip", "install", "--quiet", "dist/pydock_shade-0.1.0-py3-none-any.whl", folder=project)
    run("python", "-m", "pytest", "-q", "-W", "error", folder=project)
    run("ruff", "check", folder=project)
    run("ruff", "format", "--check", folder=project)
    run("mypy", folder=project)

    container = run("pydock", "run", "--detach", "--name", "web", "--shade", "blue", "busybox", "top").stdout.strip()
    assert run("pydock", "shade", "ls", "--quiet").stdout == "web\n"
    labels = engine.request("GET", f"/containers/{container}/json").json()["Config"]["Labels"]
    assert labels == ({"shade": "blue"} if parts else {"shade": "blue", "created-by": "ada"})
    page = run("pydock", "ps", "--format", "shade").stdout
    assert page == "shade\n" if parts else page.startswith("| Command | ")
    engine.reset()

    run("pip", "uninstall", "--quiet", "--yes", "pydock-shade")
    assert "unknown command: pydock shade" in run("pydock", "shade", "ls", status=1).stderr
    assert "unknown flag: --shade" in run("pydock", "create", "--shade", "blue", "busybox", status=125).stderr
    assert "shade" not in run("pydock", "self", "plugins").stdout
