"""The user's settings: config.toml in PyDock's config folder, checked against `SCHEMA`.

A TOML parser costs more time than a whole `pydock ps`, so the settings are cached as JSON in the cache folder, and TOML
is parsed again only if the file changed.
"""

from __future__ import annotations

import os

from pydock_core.config import folders
from pydock_core.errors import SettingsError
from pydock_core.values import json_codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# Every known key, dotted: its type and, for a string, the allowed values ((): any).
SCHEMA: dict[str, tuple[type, tuple[str, ...]]] = {
    "log_level": (str, ("debug", "info", "warn", "error", "fatal")),
    "plugins.blocked": (list, ()),
    "plugins.required": (list, ()),
}

# A file system's clock may be coarse: a file younger than this could change again without a new mtime.
_SETTLED_NANOSECONDS = 2_000_000_000


class Settings:
    """The user's settings, from config.toml; without a file, every setting has its default.

    `error` is the SettingsError of an invalid file, for a command that works without settings (`self doctor`).
    """

    __slots__ = ("_values", "error", "path")

    def __init__(self, values: dict[str, object], path: str = "", error: SettingsError | None = None) -> None:
        self._values = values
        self.path = path
        self.error = error

    def get(self, key: str) -> object:
        """Returns the value of a dotted key of `SCHEMA`, or None."""
        value: object = self._values
        for name in key.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    @property
    def log_level(self) -> str | None:
        """One of docker's levels (`debug`, `info`, `warn`, `error`, `fatal`), or None."""
        value = self.get("log_level")
        return value if isinstance(value, str) else None

    @property
    def blocked_plugins(self) -> list[str]:
        """The plugins never to be loaded, as the user named them."""
        return self._names("plugins.blocked")

    @property
    def required_plugins(self) -> list[str]:
        """The plugins without which no command is run that they would decide, as the user named them."""
        return self._names("plugins.required")

    def plugin(self, name: str) -> dict[str, object]:
        """Returns the table `[plugins.NAME]`, {} without one; dates and times in it are ISO 8601 texts."""
        value = self._table("plugins").get(name)
        return value if isinstance(value, dict) else {}

    def _names(self, key: str) -> list[str]:
        value = self.get(key)
        return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []

    def _table(self, key: str) -> dict[str, object]:
        value = self.get(key)
        return value if isinstance(value, dict) else {}


def settings_path(environ: Mapping[str, str]) -> str:
    """Returns the path of the user's config.toml, whether or not it exists."""
    return os.path.join(folders.config_folder(environ), "config.toml")


def load_settings(environ: Mapping[str, str], *, path: str | None = None) -> Settings:
    """Returns the settings in `path`, by default config.toml in PyDock's config folder.

    The defaults if there is no file. Raises SettingsError, whose message names the file and the line and column, or the
    dotted key.
    """
    if path is None:
        path = settings_path(environ)
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings({}, path)
    except OSError as error:
        raise _unreadable(path, error) from error
    key = [path, status.st_mtime_ns, status.st_ctime_ns, status.st_size, repr(SCHEMA)]
    cache = os.path.join(folders.cache_folder(environ), "settings.json")
    values = _cached(cache, key)
    if values is None:
        from pydock_core.config import settings_file

        values = settings_file.read(path, SCHEMA)
        if _is_settled(status.st_mtime_ns):
            settings_file.remember(cache, key, values)
    return Settings(values, path)


def _cached(cache: str, key: list[object]) -> dict[str, object] | None:
    """Returns the values in the cache file for `key`; None if the file is missing, stale, broken or not trusted."""
    try:
        data = folders.read_trusted(cache)
        entry = None if data is None else json_codec.loads(data)
    except ValueError:
        return None
    if isinstance(entry, dict) and entry.get("key") == key:
        values = entry.get("values")
        if isinstance(values, dict):
            return values
    return None


def _is_settled(mtime_nanoseconds: int) -> bool:
    import time

    # A time in the future doesn't show the file's age, but a change still moves the time: it compares like any other.
    return not 0 <= time.time_ns() - mtime_nanoseconds < _SETTLED_NANOSECONDS


def _unreadable(path: str, error: OSError) -> SettingsError:
    return SettingsError(f"cannot read {path}: {error.strerror}")
