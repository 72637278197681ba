"""A separate installation for each case: a folder of distributions, and real `pydock` processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.broken_plugins.case import Case

GOOD = (
    HEAD
    + """
@hookimpl
def pydock_commands(): return [Command(('good',), 'plugin_good', 'Say good')]
class Options: pass
def command(session, options): session.stdout.write('good\\n')
"""
)
OLD = 1_600_000_000  # a time at which nothing of PyDock was there: folders of this age are trusted at once


class Ran:
    """The result of a command line; each id of a new container is replaced by ID."""

    def __init__(self, status: int, stdout: str, stderr: str) -> None:
        self.status = status
        self.stdout = re.sub(r"\b[0-9a-f]{64}\b", "ID", stdout)
        self.stderr = stderr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ran) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # compared only

    def __repr__(self) -> str:
        return f"<Ran {self.status} stdout={self.stdout!r} stderr={self.stderr!r}>"


class Installation:
    """Bare dist-info folders in `folder`/site-packages, as an installer leaves them; the plugin `good` is one."""

    def __init__(self, folder: Path, home: Path, docker_host: str) -> None:
        self.packages = folder / "site-packages"
        self.packages.mkdir()
        self.environ = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.packages),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DOCKER_HOST": docker_host,
            "XDG_STATE_HOME": str(folder / "state"),
        }
        self.module("plugin_good", GOOD)
        self.distribution("dist-good", "1.0", "[pydock.plugins]\ngood = plugin_good\n")

    def module(self, name: str, source: str) -> None:
        """Writes a module."""
        (self.packages / f"{name}.py").write_text(source, encoding="utf-8")

    def distribution(
        self, name: str, version: str, entry_points: str | bytes, metadata: str | bytes | None = None
    ) -> Path:
        """Writes a distribution's metadata."""
        folder = self.packages / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        if metadata is None:
            metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        for file, content in (("entry_points.txt", entry_points), ("METADATA", metadata)):
            if content:
                (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        self.settle()
        return folder

    def install(self, case: Case) -> None:
        """Installs the plugin `bad` of a case, with its other files."""
        modules = {"plugin_bad": case.source, "plugin_other": case.other, **case.modules}
        for name, source in modules.items():
            if source is not None:
                self.module(name, source)
        if case.other is not None:
            self.distribution("dist-other", "1.0", f"[pydock.plugins]\n{case.other_name} = plugin_other\n")
        if case.older:
            self.distribution("dist-bad", "1.9", case.entry_points)
        self.distribution("dist-bad", "2.1", case.entry_points, case.metadata)

    def settle(self) -> None:
        """Sets an old time on the folder, which the index trusts."""
        os.utime(self.packages, (OLD, OLD))

    def run(self, line: str, **more: str) -> Ran:
        """Runs `pydock LINE`; `more` are environment variables."""
        command = [sys.executable, "-m", "pydock_core", *line.split()]
        environ = {**self.environ, **more}
        done = subprocess.run(
            command, env=environ, cwd=self.packages.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
