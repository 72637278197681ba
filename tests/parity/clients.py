"""The two clients, each under the name `docker` in a folder to put first on PATH, so that messages agree in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

VERSION = "28.2.2"
SCRIPT = Path(__file__).parents[2] / "scripts" / "pydock"


def docker() -> Path | None:
    """Returns the first docker on PATH that is the client the records are made with, None without one."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = Path(folder) / "docker"
        if os.access(program, os.X_OK) and program.is_file() and _version(program) == VERSION:
            return program
    return None


def _version(program: Path) -> str:
    shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    return shown.removeprefix("Docker version ").partition(",")[0]


def install_docker(program: Path, folder: Path) -> Path:
    """Returns the folder, in which docker now is `program`."""
    folder.mkdir()
    (folder / "docker").symlink_to(program)
    return folder


def install_pydock(folder: Path) -> Path:
    """Returns the folder, in which docker now is the PyDock of this source tree, under our interpreter."""
    folder.mkdir()
    launcher = folder / "docker"
    launcher.write_text(SCRIPT.read_text().replace("#!python", f"#!{sys.executable}", 1))
    launcher.chmod(0o755)
    return folder
