"""PyDock's settings in layers: the system's config.toml, the user's config.toml, environment variables.

`settings_schema` has the known keys; no command loads that module while neither a file nor a variable changes.
"""

from __future__ import annotations

import os

from pydock_core.config import folders

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from pydock_core.errors import SettingsError

    FileState: TypeAlias = list[Any]  # path, mtime and ctime in ns, size in bytes
    Layer: TypeAlias = tuple[str, dict[str, object]]

SYSTEM_PATH = "/etc/pydock/config.toml"
# The variables of the schema: a command whose environment has none of them loads no schema.
VARIABLES = (
    "PYDOCK_BLOCKED_PLUGINS",
    "PYDOCK_IMAGES_VIEW",
    "PYDOCK_LOG_LEVEL",
    "PYDOCK_PLUGIN_WARNINGS",
    "PYDOCK_REQUIRED_PLUGINS",
)


class Settings:
    """The settings of a command line: of the system's config.toml, the user's config.toml, and environment variables.

    `error` is the SettingsError of an invalid file, for a command that works without settings (`self doctor`).
    """

    __slots__ = ("error", "layers", "path")

    def __init__(self, layers: list[Layer], path: str = "", error: SettingsError | None = None) -> None:
        # Pairs (place, tables), the lowest layer first. A place is the path of a file or the name of a variable.
        self.layers = layers
        self.path = path
        self.error = error

    def get(self, key: str) -> object:
        """Returns the value of a dotted key in the highest layer that sets the key, or None."""
        for _, tables in reversed(self.layers):
            value = value_in(tables, key)
            if value is not None:
                return value
        return None

    @property
    def log_level(self) -> str | None:
        """One of docker's levels (`debug`, `info`, `warn`, `error`, `fatal`), or None."""
        value = self.get("log_level")
        return value if isinstance(value, str) else None

    @property
    def blocked_plugins(self) -> list[str]:
        """The plugins never to be loaded, as the layers name them."""
        return self._names("plugins.blocked")

    @property
    def required_plugins(self) -> list[str]:
        """The plugins without which no command is run that they would decide, as the layers name them."""
        return self._names("plugins.required")

    def plugin(self, name: str) -> dict[str, object]:
        """Returns the table `[plugins.NAME]`, {} without one; dates and times in it are ISO 8601 texts.

        Each key of the table has the value of the highest layer that sets the key.
        """
        found: dict[str, object] = {}
        for _, tables in self.layers:
            plugins = tables.get("plugins")
            table = plugins.get(name) if isinstance(plugins, dict) else None
            if isinstance(table, dict):
                found.update(table)
        return found

    def _names(self, key: str) -> list[str]:
        """Returns the names in a list, of all layers together: a user can't take out a name of the system's."""
        found: dict[str, None] = {}
        for _, tables in self.layers:
            value = value_in(tables, key)
            if isinstance(value, list):
                found.update((name, None) for name in value if isinstance(name, str))
        return list(found)


def value_in(tables: dict[str, object], key: str) -> object:
    """Returns the value of a dotted key in a layer, or None."""
    value: object = tables
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def settings_path(environ: Mapping[str, str]) -> str:
    """Returns the path of the user's config.toml, whether or not it exists."""
    return os.path.join(folders.config_folder(environ), "config.toml")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Returns the settings of all layers; without files and variables, every setting has its default.

    Raises SettingsError, whose message names the file and the line, or the variable; its hint says what to do.
    """
    path = settings_path(environ)
    files: list[FileState] = []
    for each in (SYSTEM_PATH, path):
        try:
            status = os.stat(each)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            files.append([each, 0, 0, 0])  # the reader reports the reason
            continue
        files.append([each, status.st_mtime_ns, status.st_ctime_ns, status.st_size])
    layers: list[Layer] = []
    if files:
        from pydock_core.config.settings_cache import read_layers

        layers = read_layers(files, environ)
    if any(environ.get(name) for name in VARIABLES):
        from pydock_core.config.settings_environment import environment_layers

        layers += environment_layers(environ)
    return Settings(layers, path)
