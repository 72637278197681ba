"""`self install`, `upgrade` and `uninstall` of a plugin in an environment with the wheel of PyDock."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGIN = """
from pydock_core.plugin_api import Command, flags, hookimpl

@hookimpl
def pydock_commands():
    return [Command(("hello",), "pydock_hello.hello", "Greet")]

@hookimpl
def pydock_flags():
    return [flags.string("greet", commands=("run",), help="Greet first")]
"""
COMMAND = """
class Options: ...

def command(session, options):
    session.stdout.write("hello, version {version}\\n")
"""


def wheel(folder: Path, version: str, *, plugin: str = PLUGIN, requires: str = "") -> Path:
    """Writes a wheel of the distribution pydock-hello without build tools, and returns its path."""
    info = f"pydock_hello-{version}.dist-info"
    files = {
        "pydock_hello/__init__.py": plugin,
        "pydock_hello/hello.py": COMMAND.replace("{version}", version),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: pydock-hello\nVersion: {version}\n{requires}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[pydock.plugins]\nhello = pydock_hello\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    path = folder / f"pydock_hello-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def pydock_wheel(folder: Path, version: str) -> Path:
    """Writes the wheel of a PyDock without modules, and returns its path."""
    info = f"pydock_cli-{version}.dist-info"
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: pydock-cli\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    path = folder / f"pydock_cli-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def environment(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a new environment with the wheel of PyDock."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-index", "--find-links", str(wheelhouse), "pydock-cli"], check=True)
    return folder


@pytest.fixture
def pydock(environment: Path, wheelhouse: Path, tmp_path: Path) -> Run:
    """Returns a function that runs the installed script, with packages only from the wheelhouse and `tmp_path`."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": f"{wheelhouse} {tmp_path}",
        "PIP_CONFIG_FILE": os.devnull,
    }
    (tmp_path / "home").mkdir()

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / "pydock"), *words]
        return subprocess.run(
            command, env={**variables, **more}, cwd=tmp_path, capture_output=True, text=True, timeout=60
        )

    return run


def test_missing_plugin_has_the_status_of_pip(pydock: Run) -> None:
    ran = pydock("self", "install", "pydock-nowhere")
    assert ran.returncode == 1
    assert "No matching distribution found for pydock-nowhere" in ran.stderr


def test_broken_plugin_is_installed_reported_and_uninstalled(pydock: Run, tmp_path: Path) -> None:
    ran = pydock("self", "install", str(wheel(tmp_path, "0.1", plugin="1 / 0")))
    assert ran.returncode == 1
    last = ran.stdout.splitlines()[-1]
    assert last.startswith("Broken: plugin hello (pydock-hello 0.1): import, ")
    assert last.endswith("pydock_hello/__init__.py:1: ZeroDivisionError: division by zero")
    again = pydock("self", "install", str(tmp_path / "pydock_hello-0.1-py3-none-any.whl"))
    assert (again.returncode, again.stdout.splitlines()[-1]) == (1, last)
    assert pydock("self", "plugins", "-q").returncode == 0
    ran = pydock("self", "uninstall", "hello")
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Gone: plugin hello (pydock-hello)")


def test_plugin_that_contradicts_a_requirement_of_pydock_is_refused(pydock: Run, tmp_path: Path) -> None:
    ran = pydock("self", "install", str(wheel(tmp_path, "3.0", requires="Requires-Dist: pluggy<1\n")))
    assert ran.returncode == 1
    assert "pydock-hello 3.0 depends on pluggy<1" in ran.stdout + ran.stderr
    assert "(constraint) pluggy<2,>=1.2" in ran.stdout + ran.stderr
    assert "hello" not in pydock("self", "plugins", "-q").stdout.split()


def test_plugin_that_needs_another_pydock_is_refused(pydock: Run, environment: Path, tmp_path: Path) -> None:
    older = pydock_wheel(tmp_path, "0.0.1")
    ran = pydock("self", "install", str(wheel(tmp_path, "4.0", requires="Requires-Dist: pydock-cli<0.1\n")))
    assert older.exists()
    assert ran.returncode == 1
    assert "pydock-hello 4.0 depends on pydock-cli<0.1" in ran.stdout + ran.stderr
    assert pydock("--version").stdout.startswith("PyDock version ")
    python = environment / "bin" / "python"
    ask = "from importlib.metadata import version; print(version('pydock-cli'))"
    assert subprocess.check_output([python, "-I", "-c", ask], text=True) != "0.0.1\n"


def test_pip_in_the_current_folder_is_not_run(pydock: Run, tmp_path: Path) -> None:
    for name in ("pip", "re"):
        (tmp_path / f"{name}.py").write_text("open('mark', 'w')\n")
    assert pydock("self", "install", "pydock-nowhere").returncode == 1
    assert not (tmp_path / "mark").exists()


def test_plugin_is_installed_used_upgraded_and_uninstalled(pydock: Run, tmp_path: Path) -> None:
    ran = pydock("self", "install", wheel(tmp_path, "1.0").name)
    assert ran.returncode == 0, ran.stderr
    new = "New: plugin hello (pydock-hello 1.0): commands hello; flags --greet (run)"
    assert ran.stdout.splitlines()[-1] == new
    assert pydock("hello").stdout == "hello, version 1.0\n"
    assert "  hello       Greet (plugin hello)\n" in pydock("--help").stdout
    assert "--greet string                     Greet first (plugin hello)\n" in pydock("run", "--help").stdout
    wheel(tmp_path, "1.1")
    ran = pydock("self", "upgrade", "hello")
    assert ran.stdout.splitlines()[-1].startswith("Now: plugin hello (pydock-hello 1.1): ")
    assert pydock("hello").stdout == "hello, version 1.1\n"
    assert pydock("self", "uninstall", "pydock_hello").returncode == 0
    gone = pydock("hello")
    assert (gone.returncode, gone.stdout) == (1, "")
    assert gone.stderr.startswith("pydock: unknown command: pydock hello\n")
    assert "hello" not in pydock("self", "plugins", "-q").stdout.split()


def test_self_doctor_of_the_wheel_finds_the_installation(pydock: Run, environment: Path) -> None:
    ran = pydock("self", "doctor", DOCKER_HOST="unix:///nobody/listens/here.sock")
    lines = {line[6:20].strip(): line for line in ran.stdout.splitlines() if line[:5].strip()}
    assert ran.returncode == 1
    assert str(environment) in lines["PyDock"]
    assert [name for name, line in lines.items() if line.startswith("FAIL")] == ["engine"]
