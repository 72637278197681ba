"""The environment and the working directory of the command lines of `commands.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydock_core.testing import run_pydock
from tests.fault_injection.engines import PLUGIN

if TYPE_CHECKING:
    from pathlib import Path


def environment(home: Path) -> dict[str, str]:
    """Returns an environment with an empty home without settings, and one index of plugins for all command lines."""
    folder = str(home)
    return {"HOME": folder, "XDG_CACHE_HOME": folder, "DOCKER_CONFIG": folder, "DOCKER_BUILDKIT": "0"}


def prepare_folder(folder: Path, environ: dict[str, str]) -> Path:
    """Writes a build context, a plugin and an archive of images into `folder`, and returns it."""
    (folder / "context").mkdir(parents=True)
    (folder / "context" / "Dockerfile").write_text("FROM busybox\n")
    (folder / "plugin" / "rootfs").mkdir(parents=True)
    (folder / "plugin" / "rootfs" / "file").write_text("content")
    (folder / "plugin" / "config.json").write_text(json.dumps(PLUGIN))
    (folder / "images.tar").write_bytes(run_pydock(["save", "busybox"], environ=environ).stdout_bytes)
    return folder
