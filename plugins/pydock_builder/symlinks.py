"""Resolves the symbolic links in paths; errors have the messages of docker."""

from __future__ import annotations

import os
import stat

from pydock_core.plugin_api import InvalidValue, PyDockError
from pydock_core.toolkit import clean_path, os_error_text

_LINKS_LIMIT = 255


def follow(path: str) -> str:
    """Returns the absolute `path` with all links resolved.

    Raises PyDockError, with Go's message, for a path that does not exist: `lstat PATH: no such file or directory`.
    """
    found = ""
    parts = [part for part in reversed(path.split("/")) if part]
    links = 0
    while parts:
        part = parts.pop()
        if part == ".":
            continue
        if part == "..":
            found = found.rpartition("/")[0]
            continue
        here = f"{found}/{part}"
        try:
            mode = os.lstat(here).st_mode
            target = os.readlink(here) if stat.S_ISLNK(mode) else ""
        except OSError as error:
            raise PyDockError(f"lstat {here}: {os_error_text(error)}") from error
        if target:
            links += 1
            if links > _LINKS_LIMIT:
                raise PyDockError("EvalSymlinks: too many links")
            parts += [name for name in reversed(target.split("/")) if name]
            if target.startswith("/"):
                found = ""
            continue
        if parts and not stat.S_ISDIR(mode):
            raise PyDockError("not a directory")
        found = here
    return found or "/"


def follow_inside(root: str, path: str) -> str:
    """Returns `path` below `root`, with links resolved as if `root` were the file system's root.

    Parts that do not exist are kept. Raises InvalidValue if `path` leaves the root without a link.
    """
    whole = clean_path(f"{root}/{path}")
    if whole != root and not whole.startswith(f"{root}/"):
        raise InvalidValue(f'path "{whole}" is not within "{root}"')
    found = ""
    parts = [part for part in reversed(whole[len(root) :].split("/")) if part]
    links = 0
    while parts:
        part = parts.pop()
        if part == ".":
            continue
        if part == "..":
            found = found.rpartition("/")[0]
            continue
        here = f"{found}/{part}"
        if not os.path.islink(root + here):
            found = here
            continue
        links += 1
        if links > _LINKS_LIMIT:
            raise InvalidValue(f"too many links in {whole}")
        target = os.readlink(root + here)
        parts += [name for name in reversed(target.split("/")) if name]
        if target.startswith("/"):
            found = ""
    return root + found
