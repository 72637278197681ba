"""The two clients, each named `docker` in a folder for PATH, so that their messages contain the same name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

VERSION = "28.2.2"
SCRIPT = Path(__file__).parents[2] / "scripts" / "pydock"


def docker() -> Path | None:
    """Returns the first docker on PATH with the version of the records, None without one."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = Path(folder) / "docker"
        if os.access(program, os.X_OK) and program.is_file() and _version(program) == VERSION:
            return program
    return None


def _version(program: Path) -> str:
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    return shown.removeprefix("Docker version ").partition(",")[0]


def install_docker(program: Path, folder: Path) -> Path:
    """Makes `program` the docker of the folder, and returns the folder."""
    folder.mkdir()
    (folder / "docker").symlink_to(program)
    return folder


def install_pydock(folder: Path) -> Path:
    """Makes PyDock of this source tree the docker of the folder, with this interpreter, and returns the folder."""
    folder.mkdir()
    launcher = folder / "docker"
    launcher.write_text(SCRIPT.read_text().replace("#!python", f"#!{sys.executable}", 1))
    launcher.chmod(0o755)
    return folder
