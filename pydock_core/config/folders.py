"""Where configuration is and how its files are read: PyDock's own folders (XDG), docker's config folder, the home."""

from __future__ import annotations

import os

from pydock_core.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
_READ_NO_LINK = _READ | os.O_NOFOLLOW


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

    An empty flag counts as absent. Without a home, it is `/.docker`: the current folder may be another user's.
    """
    if flag:
        return os.path.normpath(flag)
    return environ.get("DOCKER_CONFIG") or os.path.join("/", home(environ), ".docker")


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


def read_regular(path: str, *, limit: int = 1 << 62, follow: bool = True) -> tuple[bytes, os.stat_result]:
    """Returns the first `limit` bytes and the status of a regular file.

    Raises OSError, for a link unless `follow`, and for a FIFO, socket or device: a configuration file in whose place
    one is must not block.
    """
    descriptor = os.open(path, _READ if follow else _READ_NO_LINK)
    try:
        status = os.fstat(descriptor)
        if status.st_mode & 0o170000 != 0o100000:
            from pydock_core.files.regular import check_regular

            check_regular(path, status)
        data = b""
        while len(data) < limit and (piece := os.read(descriptor, min(status.st_size + 1, limit))):
            data += piece
        return data, status
    except OSError as error:  # of a read, which names no file
        error.filename = path
        raise
    finally:
        os.close(descriptor)


def read_trusted(path: str) -> bytes | None:
    """Returns the content of a cache file; None if it cannot be read, or if another user may have written it."""
    if not os.path.isabs(path):
        return None  # the current folder must not be used as a cache
    try:
        data, status = read_regular(path, follow=False)  # another user's link could lead to any file of this one's
    except OSError:
        return None
    return data if status.st_uid == os.geteuid() and not status.st_mode & 0o022 else None


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> str:
    base = environ.get(variable, "")
    # The XDG specification: a relative path in these variables is invalid and ignored.
    if not base.startswith("/"):
        base = os.path.join("/", home(environ), default)  # without a home, not the current folder
    return os.path.join(base, "pydock")
