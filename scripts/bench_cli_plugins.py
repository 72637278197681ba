"""Homes with docker's CLI plugins for the benchmark: ten scripts, or links to the real compose and buildx."""

from __future__ import annotations

import os
from pathlib import Path

from pydock_core.config.cli_plugin_folders import SYSTEM_FOLDERS

COMMANDS = {"buildx": ("buildx", "version"), "compose": ("compose", "ps")}
_SCRIPT = """\
#!/bin/sh
echo '{"SchemaVersion":"0.1.0","Vendor":"bench","ShortDescription":"A plugin"}'
"""
_OLD = 1_600_000_000  # PyDock keeps no metadata of a program that just changed


def crowded_home(folder: Path, count: int = 10) -> Path:
    """Returns a home below `folder` with `count` plugins that are scripts."""
    plugins = _plugins(folder / f"cli-plugins-{count}")
    for number in range(count):
        path = plugins / f"docker-p{number}"
        path.write_text(_SCRIPT)
        path.chmod(0o755)
        os.utime(path, (_OLD, _OLD))
    return plugins.parents[1]


def real_home(folder: Path, chosen: Path | None) -> tuple[Path, list[str]]:
    """Returns a home with links to compose and buildx, and the names of those that are there.

    They are looked for in `chosen`, or in docker's folders of the user and the system. The home has an empty project
    for `compose ps`.
    """
    places = (chosen,) if chosen is not None else (Path.home() / ".docker/cli-plugins", *map(Path, SYSTEM_FOLDERS))
    plugins = _plugins(folder / "cli-plugins-real")
    names = []
    for name in COMMANDS:
        path = next((place / f"docker-{name}" for place in places if (place / f"docker-{name}").is_file()), None)
        if path is not None:
            (plugins / path.name).symlink_to(path.resolve())
            names.append(name)
    project = plugins.parents[1] / "compose.yaml"
    project.write_text("services: {one: {image: busybox}}\n")
    return plugins.parents[1], names


def _plugins(home: Path) -> Path:
    plugins = home / ".docker" / "cli-plugins"
    plugins.mkdir(parents=True)
    return plugins
