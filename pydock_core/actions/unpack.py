"""Unpacks an archive from an untrusted source; nothing is written outside the target folder.

Each folder of a path is opened relative to the descriptor of its parent, without following symbolic links
(`O_NOFOLLOW`), whatever the version of Python and whatever another process changes in the target meanwhile. Files are
always created, never opened. In contrast to docker, PyDock refuses devices and symbolic links that are in the target
already, and drops setuid bits, setgid bits and extended attributes.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from pydock_core.actions.tar_reader import PATH_LIMIT, Entry, TarReader
from pydock_core.errors import ProtocolError, PyDockError
from pydock_core.files.walk import FolderWalk
from pydock_core.values.os_errors import os_error_text
from pydock_core.values.paths import clean_path
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    Parts = tuple[str, ...]

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_SHOWN_CHARACTERS = 60  # of a path that is too long for a file system
_IMPLIED_MODE = 0o755  # of a folder that the archive doesn't mention
_FILE, _LINK, _SYMLINK, _FOLDER, _FIFO = "0", "1", "2", "5", "6"
_DEVICES = ("3", "4")
_LATEST = 1 << 63  # nanoseconds; docker sets times before 1970 and after this to 1970


def unpack(read: Callable[[int], bytes], target: str, *, place: Callable[[str], str] | None = None) -> None:
    """Unpacks the tar archive that `read(size)` returns in pieces into the existing folder `target`.

    `place` maps the path of an entry to its path in the target; both are relative and cleaned, "." is the target
    itself. `place` may raise an error to refuse an entry. Raises PyDockError, with docker's message where docker has
    one, for an entry that can't be written or that would leave the target, ProtocolError for a broken archive; entries
    unpacked before the error stay.
    """
    with _Target(target, place or _identity) as folder:
        reader = TarReader(read)
        for entry in reader:
            folder.add(entry, reader)
        folder.finish()


def _identity(path: str) -> str:
    return path


class _Target:
    """The target folder, with an open descriptor of the folder that the last entry was written to."""

    def __init__(self, path: str, place: Callable[[str], str]) -> None:
        self._path = clean_path(path)
        self._place = place
        self._folder: Parts = ()  # the walk's
        self._folders: dict[Parts, Entry] = {}

    def __enter__(self) -> _Target:
        try:
            self._walk = FolderWalk(self._path, follow=True)
        except OSError as error:
            raise PyDockError(f"open {self._path}: {os_error_text(error)}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._walk.__exit__(None, None, None)

    def add(self, entry: Entry, reader: TarReader) -> None:
        """Writes one entry; `reader` has the entry's content."""
        parts = self._parts(entry.name, lambda: f"{quote(entry.name)} is outside of {quote(self._path)}")
        if not parts:
            return  # the entry is the target itself, whose mode stays
        if entry.kind in _DEVICES:
            raise PyDockError(f"cannot make the device {quote(self._shown(parts))}: an archive may not bring devices")
        try:
            self._write(entry, parts, reader)
        except OSError as error:
            raise PyDockError(f"write {self._shown(parts)}: {os_error_text(error)}") from error

    def finish(self) -> None:
        """Gives folders the modes and times that they could not have while they were filled, inner ones first."""
        for parts, entry in sorted(self._folders.items(), key=lambda item: item[0], reverse=True):
            try:
                descriptor = self._open_folder(parts)
                os.utime(descriptor, ns=_times(entry))
                os.fchmod(descriptor, entry.mode & 0o1777)
            except OSError as error:
                raise PyDockError(f"chmod {self._shown(parts)}: {os_error_text(error)}") from error

    def _write(self, entry: Entry, parts: Parts, reader: TarReader) -> None:
        folder, name = self._open_folder(parts[:-1]), parts[-1]
        self._remove_existing(entry, parts, folder)
        if entry.kind == _FILE:
            self._write_file(entry, name, folder, reader)
        elif entry.kind == _FOLDER:
            try:
                os.mkdir(name, 0o700, dir_fd=folder)
            except FileExistsError:
                pass  # an existing folder is merged
            self._folders[parts] = entry
            os.fchmod(self._open_folder(parts), entry.mode & 0o1777 | 0o700)  # writable until `finish`
        elif entry.kind == _SYMLINK:
            self._check_symlink(entry, parts)
            os.symlink(entry.link, name, dir_fd=folder)
            os.utime(name, ns=_times(entry), dir_fd=folder, follow_symlinks=False)
        elif entry.kind == _LINK:
            self._write_hard_link(entry, parts)
        elif entry.kind == _FIFO:
            os.mkfifo(name, entry.mode & 0o777, dir_fd=folder)
            os.utime(name, ns=_times(entry), dir_fd=folder, follow_symlinks=False)
        else:
            raise ProtocolError(f"unhandled tar header type {ord(entry.kind)}")

    def _remove_existing(self, entry: Entry, parts: Parts, folder: int) -> None:
        """Removes an existing file at the entry's path; a folder is kept for a folder.

        Raises PyDockError if only one of the two is a folder.
        """
        try:
            mode = os.stat(parts[-1], dir_fd=folder, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return
        shown, target = quote(self._shown(parts)), quote(self._path)
        if stat.S_ISDIR(mode):
            if entry.kind != _FOLDER:
                raise PyDockError(f"cannot overwrite directory {shown} with non-directory {target}")
        elif entry.kind == _FOLDER:
            raise PyDockError(f"cannot overwrite non-directory {shown} with directory {target}")
        else:
            os.unlink(parts[-1], dir_fd=folder)

    def _write_file(self, entry: Entry, name: str, folder: int, reader: TarReader) -> None:
        descriptor = os.open(name, _NEW_FILE, 0o600, dir_fd=folder)
        try:
            for piece in reader.content():
                written = os.write(descriptor, piece)
                while written < len(piece):
                    written += os.write(descriptor, memoryview(piece)[written:])
            os.fchmod(descriptor, entry.mode & 0o777)
            os.utime(descriptor, ns=_times(entry))
        finally:
            os.close(descriptor)

    def _check_symlink(self, entry: Entry, parts: Parts) -> None:
        """Raises PyDockError for a relative link out of the target, as docker does; absolute links are not checked."""
        if entry.link.startswith("/"):
            return
        if _is_outside(clean_path("/".join((*parts[:-1], entry.link)))):
            raise PyDockError(f"invalid symlink {quote(self._shown(parts))} -> {quote(entry.link)}")

    def _write_hard_link(self, entry: Entry, parts: Parts) -> None:
        """Creates a hard link to a file of the target; the file's mode and times stay."""
        other = self._parts(
            entry.link,
            lambda: f"invalid hardlink {quote(clean_path(f'{self._path}/{entry.link}'))} -> {quote(entry.link)}",
        )
        if not other:
            raise PyDockError(f"invalid hardlink {quote(self._path)} -> {quote(entry.link)}")
        source = os.dup(self._open_folder(other[:-1], make=False))
        try:
            folder = self._open_folder(parts[:-1])
            os.link(other[-1], parts[-1], src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False)
        finally:
            os.close(source)

    def _parts(self, name: str, refusal: Callable[[], str]) -> Parts:
        """Returns the parts of the entry's path below the target, none of them `..`; "/x" is `x` in the target.

        Raises PyDockError with the message of `refusal` for a path outside the target.
        """
        cleaned = clean_path(name).lstrip("/") or "."
        if _is_outside(cleaned):
            raise PyDockError(refusal())
        placed = clean_path(self._place(cleaned))
        if _is_outside(placed) or placed.startswith("/"):
            raise PyDockError(refusal())
        if len(os.fsencode(self._path)) + len(os.fsencode(placed)) + 1 >= PATH_LIMIT:
            raise PyDockError(f"write {self._path}/{placed[:_SHOWN_CHARACTERS]}…: file name too long")
        return () if placed == "." else tuple(placed.split("/"))

    def _open_folder(self, parts: Parts, *, make: bool = True) -> int:
        """The descriptor of a folder within the target, from the nearest that is open; missing ones are made."""
        if parts != self._folder:
            pairs = zip(parts, self._folder, strict=False)
            shared = next((depth for depth, (one, other) in enumerate(pairs) if one != other), None)
            shared = min(len(parts), len(self._folder)) if shared is None else shared
            while len(self._folder) > shared:
                self._walk.leave()
                self._folder = self._folder[:-1]
            for depth in range(shared + 1, len(parts) + 1):
                self._step(parts[:depth], make=make)
                self._folder = parts[:depth]
        return self._walk.descriptor

    def _step(self, parts: Parts, *, make: bool) -> None:
        """Enters the folder `parts`, whose parent is the current one."""
        name = os.fsencode(parts[-1])
        try:
            self._walk.enter(name)
        except FileNotFoundError:
            if not make:
                raise
            os.mkdir(name, _IMPLIED_MODE, dir_fd=self._walk.descriptor)
            self._walk.enter(name)
        except OSError as error:
            mode = os.stat(name, dir_fd=self._walk.descriptor, follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                raise
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a directory"
            raise PyDockError(f"cannot write into {quote(self._shown(parts))}: it is {what}") from error

    def _shown(self, parts: Parts) -> str:
        return clean_path("/".join((self._path, *parts)))


def _is_outside(cleaned: str) -> bool:
    return cleaned == ".." or cleaned.startswith("../")


def _times(entry: Entry) -> tuple[int, int]:
    time = entry.mtime if 0 <= entry.mtime < _LATEST else 0
    return time, time
