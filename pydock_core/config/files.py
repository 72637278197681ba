"""Folders of files that several processes write: making them, whose they are, and a lock around read and write."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from typing import TYPE_CHECKING

from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from types import TracebackType


LOCK_SECONDS = 30
LOCK_RETRY_SECONDS = 0.01
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def reason(error: OSError, verb: str = "open") -> str:
    """The error in Go's words, as docker shows it: `open /x/ca.pem: no such file or directory`."""
    if isinstance(error, IsADirectoryError):
        # Go opens a folder like a file and fails when it reads; Python refuses to open it.
        verb = "read"
    elif error.errno in _FULL:
        verb = "write"
    if error.filename2 is not None:
        return f"rename {error.filename} {error.filename2}: {os_error_text(error)}"
    return f"{verb} {error.filename}: {os_error_text(error)}" if error.filename else os_error_text(error)


def make_folders(path: str, *, mode: int = 0o700) -> None:
    """Makes the folder `path` and the missing ones above it, each with `mode` (os.makedirs gives it to the last alone).

    Raises OSError; a folder that is there is left as it is.
    """
    parent = os.path.dirname(path)
    if parent and not os.path.exists(parent):
        make_folders(parent, mode=mode)
    try:
        os.mkdir(path, mode)
    except FileExistsError:
        if not os.path.isdir(path):
            raise


def is_ours(path: str) -> bool:
    """Whether `path` is there and belongs to the user that this process acts for."""
    try:
        return os.stat(path).st_uid == os.geteuid()
    except OSError:
        return False


def may_create(folder: str) -> bool:
    """Whether `folder` is ours, or would be made inside a folder that is.

    Under sudo the home is another user's: nothing is made there, as that user could neither change nor delete it. A
    link on the way to the folder must be root's or ours: another user's could lead to any folder of ours.
    """
    if _leads_elsewhere(folder):
        return False
    while True:
        try:
            return os.stat(folder).st_uid == os.geteuid()
        except FileNotFoundError:
            parent = os.path.dirname(folder)
            if parent == folder or not parent:
                return False
            folder = parent
        except OSError:
            return False


def _leads_elsewhere(folder: str) -> bool:
    """Whether a component of the path is a link of a user other than root and this one."""
    path = ""
    for name in folder.split("/"):
        path += f"{name}/"
        try:
            status = os.lstat(path[:-1] or "/")
        except OSError:
            return False  # the rest of the path is missing, or can't be made
        if stat.S_ISLNK(status.st_mode) and status.st_uid not in (0, os.geteuid()):
            return True
    return False


class FolderLock:
    """`with FolderLock(folder):` one process at a time; waits, and the kernel frees it when the process ends.

    The folder itself is locked: a file that is replaced would take its lock with it, and a lock file would stay behind.
    On a file system without locks (some network ones) nothing is locked. Raises OSError if the folder can't be opened,
    and if another process holds the lock for `LOCK_SECONDS`: each user who may list the folder can lock it.
    """

    __slots__ = ("_descriptor", "_folder")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._descriptor = -1

    def __enter__(self) -> FolderLock:
        self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self._lock()
        except BaseException:
            os.close(self._descriptor)
            raise
        return self

    def _lock(self) -> None:
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    words = f"another process has locked the folder for {LOCK_SECONDS} seconds"
                    raise OSError(errno.EWOULDBLOCK, words, self._folder) from None
                time.sleep(LOCK_RETRY_SECONDS)
            except OSError:
                return
            else:
                return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
