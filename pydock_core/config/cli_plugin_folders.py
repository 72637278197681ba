"""The folders in which docker looks for CLI plugins, programs called `docker-NAME`, and the names that it accepts."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.config.docker_config import DockerConfig

SYSTEM_FOLDERS = tuple(
    f"{folder}/docker/cli-plugins" for folder in ("/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec")
)


def searched_folders(config: DockerConfig) -> list[str]:
    """Returns the folders in docker's order; the first program of a name counts.

    Relative folders of `cliPluginsExtraDirs` are left out: a program below the current folder may be another user's.
    """
    return [*filter(os.path.isabs, config.list("cliPluginsExtraDirs")), own_folder(config), *SYSTEM_FOLDERS]


def own_folder(config: DockerConfig) -> str:
    """Returns the user's own folder, `~/.docker/cli-plugins` by default."""
    return os.path.join(config.folder, "cli-plugins")


def is_plugin_name(name: str) -> bool:
    """Returns whether docker accepts the name: it matches `^[a-z][a-z0-9]*$`."""
    return name.isascii() and name.isalnum() and name == name.lower() and name[0].isalpha()
