"""Installs the programs to measure: PyDock's wheel in fresh environments, plugins in them, and the docker client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# The index distrusts folders that changed within 2 s before it was written.
_SETTLED_SECONDS = 2.2

_METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: pydock-cli\n"

_COMMAND_PLUGIN = '''\
"""A plugin that adds a command in a group of its own."""
from pydock_core.plugin_api import Command, Group, Session, flags, hookimpl


@hookimpl
def pydock_commands():
    return [
        Group("{name}", summary="Manage what {name} knows"),
        Command(names=("{name} show",), module="{module}", summary="Show what {name} knows"),
    ]


class Options:
    all = flags.boolean("all", "a", help="Show everything")


def command(session: Session, options: Options) -> None:
    session.stdout.write("{name}\\n")
'''

_HOOK_PLUGIN = '''\
"""A plugin with a hook on every command."""
from pydock_core.plugin_api import hookimpl


@hookimpl(wrapper=True)
def pydock_run_command(session, command, options):
    return (yield)
'''


class Environment:
    """A virtual environment with PyDock's wheel and nothing else: no pip, no setuptools."""

    def __init__(self, python: str, wheel: Path, folder: Path) -> None:
        self._folder = folder
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.python = str(folder / "bin" / "python")
        self.pydock = str(folder / "bin" / "pydock")
        _pip("--python", self.python, "install", str(wheel))
        (self._packages,) = folder.glob("lib/python3.*/site-packages")
        self.version = _output(self.python, "-c", "import sys; print('.'.join(map(str, sys.version_info[:3])))")
        self._compile()

    def add_command_plugins(self, count: int) -> None:
        """Installs exactly `count` plugins that add one command each."""
        self._remove_plugins()
        for number in range(count):
            name = f"bench{number:03}"
            self._plugin(name, _COMMAND_PLUGIN.format(name=name, module=f"pydock_{name}"))
        self._compile()

    def add_hook_plugin(self) -> None:
        """Installs exactly one plugin, with a hook that every command calls."""
        self._remove_plugins()
        self._plugin("bench000", _HOOK_PLUGIN)
        self._compile()

    def _plugin(self, name: str, source: str) -> None:
        module = f"pydock_{name}"
        (self._packages / f"{module}.py").write_text(source)
        info = self._packages / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(_METADATA.format(name=module.replace("_", "-")))
        (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{name} = {module}\n")
        (info / "INSTALLER").write_text("pip\n")
        files = [f"{module}.py", *(f"{info.name}/{file}" for file in ("METADATA", "RECORD", "entry_points.txt"))]
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))

    def _remove_plugins(self) -> None:
        for info in self._packages.glob("pydock_bench*.dist-info"):
            shutil.rmtree(info)
        for module in (*self._packages.glob("pydock_bench*.py"), *self._packages.glob("__pycache__/pydock_bench*")):
            module.unlink()

    def _compile(self) -> None:
        """Writes the bytecode, as pip does, and waits until the folder has settled."""
        subprocess.run([self.python, "-m", "compileall", "-q", str(self._packages)], check=True)
        time.sleep(_SETTLED_SECONDS)


def build_wheel(folder: Path) -> Path:
    """Builds PyDock's wheel from this checkout into `folder`."""
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder), ".")
    (wheel,) = folder.glob("pydock_cli-*.whl")
    return wheel


def interpreters() -> list[str]:
    """Returns the working Pythons 3.10 to 3.13 on PATH, one of each version, without the version that runs this."""
    found = []
    for minor in range(10, 14):
        name = shutil.which(f"python3.{minor}")
        # A name on PATH may be a broken shim of a version manager, so each is tried.
        if name is not None and minor != sys.version_info.minor and _works(name, "-c", "import venv"):
            found.append(name)
    return found


def docker_client() -> tuple[str, str] | None:
    """Returns the path and version of the first `docker` on PATH that is Docker's own, not the old one of Debian."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = shutil.which("docker", path=folder)
        if program is not None and _works(program, "--version"):
            said = _output(program, "--version")
            version = said.removeprefix("Docker version ").partition(",")[0]
            if version != said and "+dfsg" not in version:
                return program, version
    return None


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _pip(*words: str) -> None:
    command: Sequence[str] = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"pip {' '.join(words)}:\n{done.stderr.strip()}")
