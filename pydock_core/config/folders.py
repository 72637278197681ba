"""The folders in use: PyDock's own (XDG), docker's config folder, the user's home."""

from __future__ import annotations

import os

from pydock_core.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def home(environ: Mapping[str, str]) -> str:
    """Returns the user's home: `$HOME`, else the entry in the password database, else "" (docker's order)."""
    path = environ.get("HOME", "")
    if path:
        return path
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def config_folder(environ: Mapping[str, str]) -> str:
    """Returns PyDock's config folder, which holds config.toml."""
    return _xdg(environ, "XDG_CONFIG_HOME", ".config")


def cache_folder(environ: Mapping[str, str]) -> str:
    """Returns PyDock's cache folder, which may be deleted at any time.

    Create it only if `files.may_create` allows it.
    """
    return _xdg(environ, "XDG_CACHE_HOME", ".cache")


def state_folder(environ: Mapping[str, str]) -> str:
    """Returns PyDock's state folder, in which plugins keep data between two commands."""
    return _xdg(environ, "XDG_STATE_HOME", os.path.join(".local", "state"))


def docker_config_folder(environ: Mapping[str, str], flag: str | None = None) -> str:
    """Returns docker's config folder: `--config`, else `$DOCKER_CONFIG`, else `~/.docker`.

    An empty flag counts as absent.
    """
    if flag:
        return os.path.normpath(flag)
    return environ.get("DOCKER_CONFIG") or os.path.join(home(environ), ".docker")


def plugin_state_folder(name: str, environ: Mapping[str, str]) -> str:
    """Returns the folder in which the plugin `name` keeps files; creates it, readable by this user only, if missing.

    Raises SettingsError if the folder can't be created, or for an invalid `name`.
    """
    if not name or name.startswith(".") or "/" in name:
        raise SettingsError(f'"{name}" is no name of a plugin')
    from pydock_core.config import files

    folder = os.path.join(state_folder(environ), name)
    try:
        files.make_folders(folder)
    except OSError as error:
        raise SettingsError(f"cannot make {folder}: {error.strerror}") from error
    return folder


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> str:
    base = environ.get(variable, "")
    # The XDG specification: a relative path in these variables is invalid and ignored.
    if not base.startswith("/"):
        base = os.path.join(home(environ), default)
    return os.path.join(base, "pydock")
