"""Walks a tree of folders by descriptors: each folder is opened from the one above, and no link is followed.

A path would be looked up anew at each use: where another user exchanges a folder on it for a link, it leads out.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_OPEN = 64  # descriptors at most; a process may often have 1024, and trees can be deeper


class FolderWalk:
    """The way from the folder `root` to a folder below it, moved by `enter` and `leave`; `with` closes all of it.

    `follow`: whether `root` itself may be a link. Descriptors of upper folders are closed when there are many, and
    opened again by the same steps. Every method raises OSError; an exchanged folder is a NotADirectoryError.
    """

    def __init__(self, root: str | bytes, *, follow: bool = False) -> None:
        self.names: list[bytes] = []
        self._open = [os.open(root, _FOLDER if follow else _FOLDER | os.O_NOFOLLOW)]  # -1: closed

    def __enter__(self) -> FolderWalk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for descriptor in self._open:
            if descriptor >= 0:
                os.close(descriptor)
        self._open.clear()

    @property
    def descriptor(self) -> int:
        """The current folder's descriptor, valid until the next `enter` or `leave`."""
        return self._open[-1]

    def entries(self) -> list[tuple[bytes, int]]:
        """(name, kind) of what is in the current folder, by name: kind is S_IFDIR, S_IFREG, or 0 for anything else."""
        with os.scandir(self._open[-1]) as found:
            return sorted([(os.fsencode(entry.name), _kind(entry)) for entry in found])

    def enter(self, name: bytes) -> None:
        """Makes the folder `name` of the current folder the current one."""
        self._open.append(os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self._open[-1]))
        self.names.append(name)
        self._close_upper(len(self.names))

    def leave(self) -> None:
        """Makes the folder above the current one."""
        self.names.pop()
        os.close(self._open.pop())
        if self._open[-1] < 0:
            for depth, name in enumerate(self.names, 1):
                self._open[depth] = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=self._open[depth - 1])
                self._close_upper(depth)

    def _close_upper(self, depth: int) -> None:
        """Closes the folder that is `_OPEN` steps above `depth`; the root stays open."""
        upper = depth - _OPEN
        if upper > 0 and self._open[upper] >= 0:
            os.close(self._open[upper])
            self._open[upper] = -1


def _kind(entry: os.DirEntry[str]) -> int:
    if entry.is_file(follow_symlinks=False):
        return stat.S_IFREG
    return stat.S_IFDIR if entry.is_dir(follow_symlinks=False) else 0
