"""A file of the user's (`-o`) that has its name only once it is whole: what fails halfway leaves nothing behind."""

from __future__ import annotations

import os
import stat

from pydock_core.errors import PyDockError
from pydock_core.files.atomic import Replacement
from pydock_core.output import signals
from pydock_core.values.os_errors import os_error_text

_REFUSED = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISLNK, "symbolic link directly"),
    (stat.S_ISFIFO, "named pipe (FIFO)"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "character device file"),
    (stat.S_ISBLK, "block device file"),
)


class AtomicFile:
    """`with AtomicFile(path) as file:` written beside `path`; `keep()` puts it in its place, mode 0600.

    Refuses, in docker's words, a folder that isn't there and a `path` that is no regular file. Left without `keep`, by
    SIGTERM and SIGHUP too, it is removed, and a file that was at `path` before is as it was. PyDockError when it can't
    be written.
    """

    def __init__(self, path: str) -> None:
        _check(path)
        self._shown = path
        self._previous: signals.Previous = {}
        try:
            self._file = Replacement(path)
        except OSError as error:
            raise PyDockError(f"open {error.filename}: {os_error_text(error)}") from error

    def __enter__(self) -> AtomicFile:
        self._previous = signals.end_by_exception()
        return self

    def write(self, data: bytes) -> None:
        """Adds all of `data`."""
        try:
            self._file.write(data)
        except OSError as error:
            raise PyDockError(f"write {self._shown}: {os_error_text(error)}") from error

    def keep(self) -> None:
        """It is whole: from now on it is at its path."""
        try:
            self._file.commit(mode=0o600, durable=True)
        except OSError as error:
            raise PyDockError(f"write {self._shown}: {os_error_text(error)}") from error

    def __exit__(self, *_: object) -> None:
        self._file.__exit__(None, None, None)
        signals.give_back(self._previous)


def _check(path: str) -> None:
    folder = os.path.normpath(os.path.dirname(path) or ".")
    try:
        mode = os.stat(folder).st_mode
    except OSError as error:
        raise PyDockError(f"invalid output path: stat {folder}: {os_error_text(error)}") from error
    if not stat.S_ISDIR(mode):
        raise PyDockError(f"invalid output path: stat {folder}: not a directory")
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise PyDockError(f"failed to stat output path: lstat {path}: {os_error_text(error)}") from error
    for is_kind, kind in _REFUSED:
        if is_kind(mode):
            raise PyDockError(f"cannot write to a {kind}")
