"""docker's rules for the paths of `cp`: the meaning of a trailing slash, the name of the copy, missing paths.

Paths are treated as in Go's `filepath`. A trailing `/` names a folder, a trailing `/.` the content of a folder.
"""

from __future__ import annotations

import os
import stat
from errno import ELOOP, ENOTDIR

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import clean_path, os_error_text, quote, working_directory

_LINKS = 10


class Place:
    """One end of a copy: a path, whether it exists, and whether it is a folder.

    `rebase` is the name of a source in the archive, "" for the source's own name.
    """

    __slots__ = ("exists", "is_folder", "path", "rebase")

    def __init__(self, path: str, *, exists: bool = False, is_folder: bool = False, rebase: str = "") -> None:
        self.path = path
        self.exists = exists
        self.is_folder = is_folder
        self.rebase = rebase


def split_argument(text: str) -> tuple[str, str]:
    """Returns (container, path) of `CONTAINER:PATH`; container "" for a local path.

    A local path has no colon, or begins with `/` or `.`.
    """
    container, colon, path = text.partition(":")
    if text.startswith("/") or not colon or container.startswith("."):
        return "", text
    return container, path


def local_path(path: str) -> str:
    """Returns the path, absolute and cleaned, with its trailing `/` or `/.` kept."""
    cleaned = clean_path(path if path.startswith("/") else f"{working_directory()}/{path}")
    if _is_contents(path) and not _is_contents(cleaned):
        return cleaned.rstrip("/") + "/."
    return cleaned + "/" if path.endswith("/") and not cleaned.endswith("/") else cleaned


def split_entry(path: str) -> tuple[str, str]:
    """Returns (folder, name) of a path; the name is `.` for the content of a folder, `/` for the root."""
    cleaned = clean_path(path)
    if _is_contents(path):
        return cleaned, "."
    folder, _, name = cleaned.rpartition("/")
    return clean_path(folder or ("/" if cleaned.startswith("/") else ".")), name or "/"


def followed(path: str, target: str) -> Place:
    """Returns the target of the link at `path` as a source with the link's name; `target` is relative to the link."""
    if not target.startswith("/"):
        target = clean_path(f"{split_entry(path)[0]}/{target}")
    return _rebased(path, target)


def local_source(path: str, *, follow_link: bool) -> Place:
    """Returns the place of a local path, with links resolved before its last part; there only with `follow_link`."""
    try:
        if follow_link:
            place = _rebased(path, os.path.realpath(path, strict=True))
        else:
            folder, _, name = path.rpartition("/")
            place = Place(f"{os.path.realpath(folder or '/', strict=True)}/{name}")
            if path.endswith("/") and _base(path) != _base(place.path):
                place.rebase = _base(path)
        place.is_folder = stat.S_ISDIR(os.lstat(place.path).st_mode)
    except OSError as error:
        raise PyDockError(_link_words(error)) from error
    place.exists = True
    return place


def check_target(path: str) -> None:
    """Raises PyDockError for a local target that is a device, or whose folder doesn't exist."""
    folder = os.path.dirname(clean_path(path))
    if folder and not os.path.exists(folder):
        raise PyDockError(f"invalid output path: directory {quote(folder)} does not exist")
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise PyDockError(f"stat {path}: {os_error_text(error)}") from error
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise PyDockError(f"invalid output path: {quote(path)} must be a directory or a regular file: got a device")


def local_target(path: str) -> Place:
    """Returns the place that a copy to a local path is written to, with links resolved.

    The path may be missing; raises PyDockError if its folder is missing too.
    """
    original = path
    try:
        mode = _lstat(path)
        for _ in range(_LINKS + 1):
            if mode is None or not stat.S_ISLNK(mode):
                break
            link = os.readlink(path)
            path = link if link.startswith("/") else clean_path(f"{split_entry(path)[0]}/{link}")
            mode = _lstat(path)
        else:
            raise PyDockError(f"too many symlinks in {original}")
        if mode is not None:
            return Place(path, exists=True, is_folder=stat.S_ISDIR(mode))
        if not stat.S_ISDIR(os.stat(split_entry(path)[0]).st_mode):
            raise PyDockError("not a directory")
    except OSError as error:
        raise PyDockError(f"lstat {error.filename}: {os_error_text(error)}") from error
    return Place(path)


def arrange(source: Place, target: Place) -> tuple[str, str]:
    """Returns (folder to unpack into, name of the copy there); "" keeps the name in the archive.

    Raises PyDockError for a copy that docker refuses.
    """
    folder, name = split_entry(target.path)
    if target.exists and target.is_folder:
        return target.path, ""
    if target.exists and source.is_folder:
        raise PyDockError("cannot copy directory")
    if not target.exists and not source.is_folder and (target.path.endswith("/") or _is_contents(target.path)):
        raise PyDockError("no such directory")
    return folder, name


def _rebased(path: str, target: str) -> Place:
    """Returns `target` with the trailing part of `path`; with `path`'s name if that differs from `target`'s."""
    if _is_contents(path) and not _is_contents(target):
        target += "/."
    if path.endswith("/") and not target.endswith("/"):
        target += "/"
    return Place(target, rebase="" if _base(path) == _base(target) else _base(path))


def _is_contents(path: str) -> bool:
    return _base(path) == "."


def _base(path: str) -> str:
    """Returns the last part of a path without trailing slashes, as filepath.Base."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def _lstat(path: str) -> int | None:
    """Returns the mode of a file, None for a missing file."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return None


def _link_words(error: OSError) -> str:
    """Returns Go's message for a path whose links can't be resolved."""
    if error.errno == ELOOP:
        return "EvalSymlinks: too many links"
    return os_error_text(error) if error.errno == ENOTDIR else f"lstat {error.filename}: {os_error_text(error)}"
