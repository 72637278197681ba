"""Opens regular files only: a FIFO, socket or device in a configuration file's place is an error and never blocks."""

from __future__ import annotations

import errno
import os
import stat

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


def open_regular(path: str) -> int:
    """Returns a descriptor for reading of the regular file at `path`, links followed.

    Raises OSError; IsADirectoryError for a folder. The null device passes as an empty file, as in docker.
    """
    # A FIFO's open would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        check_regular(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def check_regular(path: str, status: os.stat_result) -> None:
    """Raises OSError, with `path`, where `status` is not a regular file's or the null device's."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if stat.S_ISCHR(mode) and status.st_rdev == os.stat(os.devnull).st_rdev:
        return
    kind = next((words for is_kind, words in _KINDS if is_kind(mode)), "a special file")
    raise OSError(errno.EINVAL, f"{kind}, not a regular file", path)
