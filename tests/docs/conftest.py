"""The environment for the examples of the pages: a folder with plugins, a program `pydock`, a fake engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.docs.pages import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.docs.pages import Step

ROOT = Path(__file__).parents[2]
OLD = 1_600_000_000  # a time in the past: the index trusts folders of this age at once


class Stage:
    """A folder in which the steps of one section run."""

    def __init__(self, folder: Path, engine_host: str) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.plugins = folder / "plugins"
        commands = folder / "bin"
        for path in (self.work, self.plugins, commands):
            path.mkdir()
        script = commands / "pydock"
        source = (ROOT / "scripts" / "pydock").read_text()
        script.write_text(source.replace("#!python", f"#!{sys.executable}", 1))
        script.chmod(0o755)
        self.environ = {
            "HOME": str(folder),
            "USER": "ada",
            "PATH": f"{commands}:{os.environ['PATH']}",
            "PYTHONPATH": f"{self.plugins}{os.pathsep}{ROOT}{os.pathsep}{ROOT / 'plugins'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DOCKER_HOST": engine_host,
        }

    def play(self, steps: list[Step]) -> None:
        """Writes files and runs commands. A module `NAME.py` is the plugin NAME; any other file is only written."""
        shell = Shell(self.work, self.environ)
        for step in steps:
            if not step.file:
                shell.run(step.commands)
            elif step.file.endswith(".py") and "/" not in step.file:
                self._install(step.file.removesuffix(".py"), step.text)
            else:
                file = (self.folder if step.file.startswith(".config/") else self.work) / step.file
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(step.text)

    def _install(self, name: str, source: str) -> None:
        (self.plugins / f"{name}.py").write_text(source)
        if "hookimpl" in source:
            info = self.plugins / f"{name}-1.0.dist-info"
            info.mkdir(exist_ok=True)
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{name} = {name}\n")
        os.utime(self.plugins, (OLD, OLD))


@pytest.fixture
def stage(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with FakeEngine() as engine:
        door = engine.serve(str(tmp_path_factory.mktemp("e") / "sock"))
        yield Stage(tmp_path, door.host)
