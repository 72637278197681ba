"""Writes the project's files; the one module that opens a file of the user's for writing.

A file is written under a random name in its target's folder and renamed over the target: readers see the old or the new
content, never a part. The name can't be guessed, and `O_EXCL` and `O_NOFOLLOW` refuse an existing file: another user
who may write into the folder (`/tmp`) can't plant a link that is written through, or a FIFO that blocks.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

TEMPORARY_PREFIX = ".tmp-"
_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NAME_CHARACTERS = 50  # of the target's name in the temporary one, which file systems limit to 255 bytes
_COPY_BYTES = 1 << 18


def write_atomically(
    path: str, data: bytes, *, mode: int | None = 0o600, owner: tuple[int, int] | None = None, durable: bool = False
) -> None:
    """Replaces the file `path` by one that holds `data`; its folder must exist.

    `mode`, `owner` and `durable` are those of `Replacement.commit`. Raises OSError; then the old file is as it was, and
    no other is left.
    """
    with Replacement(path) as file:
        file.write(data)
        file.commit(mode=mode, owner=owner, durable=durable)


def create_file(path: str) -> int:
    """Returns a descriptor for writing of the new file `path`, whose mode the umask gives.

    Raises FileExistsError where anything is at `path`, a link included, and OSError.
    """
    return os.open(path, os.O_WRONLY | _NEW, 0o666)


def write_new_file(path: str, data: bytes, *, mode: int) -> None:
    """Writes the new file `path`, to the disk; `mode` is limited by the umask.

    Raises FileExistsError where anything is at `path`, a link included, and OSError; a file of a failed write is
    removed.
    """
    descriptor = os.open(path, os.O_WRONLY | _NEW, mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    except BaseException as error:
        os.unlink(path)
        if isinstance(error, OSError):
            error.filename = path  # the system names no file here
        raise
    finally:
        os.close(descriptor)


class Replacement:
    """A new file that replaces `target` when `commit` is called; `with` removes one that is not committed.

    Attributes: `target`, the absolute path; `temporary`, the path until `commit`. Every method raises OSError.
    """

    def __init__(self, target: str) -> None:
        self.target = os.path.abspath(target)
        folder, name = os.path.split(self.target)
        number = int.from_bytes(os.urandom(8), "big")
        self.temporary = os.path.join(folder, f"{TEMPORARY_PREFIX}{name[:_NAME_CHARACTERS]}{number}")
        self._descriptor = os.open(self.temporary, os.O_RDWR | _NEW, 0o600)
        self._committed = False

    def __enter__(self) -> Replacement:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
        if not self._committed:
            os.unlink(self.temporary)

    def write(self, data: bytes) -> None:
        """Adds all of `data`."""
        try:
            write_all(self._descriptor, data)
        except OSError as error:
            error.filename = self.target  # the system names no file here
            raise

    def commit(self, *, mode: int | None, owner: tuple[int, int] | None = None, durable: bool = False) -> None:
        """Puts the file in its target's place.

        `mode` holds regardless of the umask; with None, the target's mode is kept, and a new file gets the umask's.
        `owner` (user, group) is given to the file where the system allows that, as docker does. With `durable`, the
        content is on the disk before the old one is gone.

        A target that can't be renamed over, because a file is mounted there, gets the content in place, and keeps its
        mode and owner.
        """
        try:
            self._commit(mode, owner, durable=durable)
        except OSError as error:
            if error.filename is None:
                error.filename = self.target
            raise

    def _commit(self, mode: int | None, owner: tuple[int, int] | None, *, durable: bool) -> None:
        # The owner first: a change of the owner clears setuid bits, and a secret is never another user's to read.
        if owner is not None:
            _give(self._descriptor, owner)
        os.fchmod(self._descriptor, _usual_mode(self.target) if mode is None else mode)
        if durable:
            os.fsync(self._descriptor)
        try:
            os.replace(self.temporary, self.target)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            self._write_in_place(durable=durable)
            os.unlink(self.temporary)
        self._committed = True

    def _write_in_place(self, *, durable: bool) -> None:
        descriptor = os.open(self.target, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), self.target)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.ftruncate(descriptor, 0)
            while piece := os.read(self._descriptor, _COPY_BYTES):
                write_all(descriptor, piece)
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all of `data` to a file; raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _usual_mode(path: str) -> int:
    """The permission bits of the regular file at `path`; without one, those that a new file gets."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        pass
    else:
        if stat.S_ISREG(status.st_mode):
            return stat.S_IMODE(status.st_mode) & 0o777
    umask = os.umask(0o077)  # the system has no other way to ask for it
    os.umask(umask)
    return 0o666 & ~umask


def _give(descriptor: int, owner: tuple[int, int]) -> None:
    try:
        os.fchown(descriptor, *owner)
    except OSError:
        # Only root may give a file away; another user's process keeps it, as docker does.
        return
