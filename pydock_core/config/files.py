"""Files that several processes write: atomic replacement, and a lock around read, change and write."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from types import TracebackType


def reason(error: OSError, verb: str = "open") -> str:
    """The error in Go's words, as docker shows it: `open /x/ca.pem: no such file or directory`."""
    if isinstance(error, IsADirectoryError):
        # Go opens a folder like a file and fails when it reads; Python refuses to open it.
        verb = "read"
    return f"{verb} {error.filename}: {os_error_text(error)}"


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


def write_atomically(path: str, data: bytes, *, mode: int = 0o600, owner: tuple[int, int] | None = None) -> None:
    """Replaces `path` by a file that holds `data`: readers see the old or the new content, never a part.

    The folder must exist. `owner` (user, group) is given to the file where that is allowed. Raises OSError, and leaves
    nothing behind then.
    """
    temporary = f"{path}.{os.getpid()}.tmp"
    if os.path.lexists(temporary):
        # What a killed process with the same id left there.
        os.unlink(temporary)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            # The umask does not apply: an old file's mode is kept, a secret stays unreadable for others.
            os.fchmod(descriptor, mode)
            if owner is not None:
                _give(descriptor, owner)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _give(descriptor: int, owner: tuple[int, int]) -> None:
    try:
        os.fchown(descriptor, *owner)
    except OSError:
        # Only root may give a file away; for anybody else it stays his own, as docker leaves it.
        return


def is_ours(path: str) -> bool:
    """Whether `path` is there and belongs to the user that this process acts for."""
    try:
        return os.stat(path).st_uid == os.geteuid()
    except OSError:
        return False


def may_create(folder: str) -> bool:
    """Whether `folder` is ours, or would be made inside a folder that is.

    Under sudo the home is another user's: nothing is made there, as that user could neither change nor delete it.
    """
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


class FolderLock:
    """`with FolderLock(folder):` one process at a time; waits, and the kernel frees it when the process ends.

    The folder itself is locked: a file that is replaced would take its lock with it, and a lock file would stay behind.
    On a file system without locks (some network ones) nothing is locked.
    """

    __slots__ = ("_descriptor", "_folder")

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._descriptor = -1

    def __enter__(self) -> FolderLock:
        self._descriptor = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError:
            return self
        except BaseException:
            os.close(self._descriptor)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
