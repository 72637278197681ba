"""CLI plugins of docker for tests: shell scripts that log each process that asks for their metadata."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pydock_core

OLD = 1_600_000_000  # the cache of metadata keeps nothing of a file that is younger than two seconds
METADATA = {"SchemaVersion": "0.1.0", "Vendor": "us", "Version": "v1", "ShortDescription": "Say words"}
ROOT = str(Path(pydock_core.__file__).parent.parent)


class Home:
    """A home with docker's folder of CLI plugins, and the environment for PyDock in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plugins = folder / ".docker" / "cli-plugins"
        self.plugins.mkdir(parents=True)
        self.log = folder / "asked"
        self.cache = folder / ".cache" / "pydock" / "docker-cli-plugins.json"
        self.environ = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}

    def write(
        self, name: str, body: str = "exit 0\n", *, metadata: object = METADATA, folder: Path | None = None
    ) -> Path:
        """Writes the plugin `name`, whose metadata are old enough for the cache; returns its path."""
        text = metadata if isinstance(metadata, str) else f"echo '{json.dumps(metadata)}'"
        asked = f'if [ "$1" = docker-cli-plugin-metadata ]; then echo {name} >>{self.log}; {text}; exit; fi\n'
        return self.write_program(name, f"#!/bin/sh\n{asked}{body}", folder=folder)

    def write_program(self, name: str, text: str, *, folder: Path | None = None) -> Path:
        """Writes the program `docker-NAME`; returns its path."""
        path = (folder or self.plugins) / f"docker-{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        os.utime(path, (OLD, OLD))
        return path

    def configure(self, content: object) -> None:
        """Writes docker's config.json."""
        (self.folder / ".docker" / "config.json").write_text(json.dumps(content))

    @property
    def asked(self) -> list[str]:
        """The names of the plugins whose metadata a process was started for, in order."""
        return self.log.read_text().split() if self.log.exists() else []

    def command(self, *words: str) -> list[str]:
        """The command line of PyDock in a process of its own."""
        return [sys.executable, "-m", "pydock_core", *words]

    def process_environ(self, **more: str) -> dict[str, str]:
        """The environment of such a process."""
        return {**os.environ, **self.environ, "PYTHONPATH": ROOT, **more}


def is_running(pid: int) -> bool:
    """Returns whether the process runs; a dead one that was not waited for does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
