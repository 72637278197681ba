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

from pydock_core.actions.tar_reader import Entry, TarReader
from pydock_core.errors import ProtocolError, PyDockError
from pydock_core.values.os_errors import os_error_text
from pydock_core.values.paths import clean_path
from pydock_core.values.quote import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    Parts = tuple[str, ...]

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_IMPLIED_MODE = 0o755  # of folders that the archive has no entry for
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
        self._root = -1
        self._folder: Parts = ()
        self._descriptor = -1
        self._folders: dict[Parts, Entry] = {}

    def __enter__(self) -> _Target:
        try:
            self._root = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise PyDockError(f"open {self._path}: {os_error_text(error)}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._close_folder()
        os.close(self._root)

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
        """Sets the modes and times of folders, inner ones first: writing into a folder would change them."""
        for parts, entry in sorted(self._folders.items(), key=lambda item: -len(item[0])):
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
        return () if placed == "." else tuple(placed.split("/"))

    def _open_folder(self, parts: Parts, *, make: bool = True) -> int:
        """Returns the descriptor of a folder within the target, from the nearest open one; makes missing folders."""
        if parts != self._folder or self._descriptor < 0:
            known = len(self._folder) if self._descriptor >= 0 and parts[: len(self._folder)] == self._folder else 0
            descriptor = os.dup(self._descriptor if known else self._root)
            try:
                for index in range(known, len(parts)):
                    descriptor = self._open_child(descriptor, parts[: index + 1], make=make)
            except BaseException:
                os.close(descriptor)
                raise
            self._close_folder()
            self._folder, self._descriptor = parts, descriptor
        return self._descriptor

    def _open_child(self, descriptor: int, parts: Parts, *, make: bool) -> int:
        """Opens the folder `parts` from its parent's descriptor, which is then closed; returns the new descriptor."""
        name = parts[-1]
        try:
            found = os.open(name, _FOLDER_FLAGS, dir_fd=descriptor)
        except FileNotFoundError:
            if not make:
                raise
            os.mkdir(name, _IMPLIED_MODE, dir_fd=descriptor)
            found = os.open(name, _FOLDER_FLAGS, dir_fd=descriptor)
        except OSError as error:
            mode = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                raise
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a directory"
            raise PyDockError(f"cannot write into {quote(self._shown(parts))}: it is {what}") from error
        os.close(descriptor)
        return found

    def _close_folder(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _shown(self, parts: Parts) -> str:
        return clean_path("/".join((self._path, *parts)))


def _is_outside(cleaned: str) -> bool:
    return cleaned == ".." or cleaned.startswith("../")


def _times(entry: Entry) -> tuple[int, int]:
    time = entry.mtime if 0 <= entry.mtime < _LATEST else 0
    return time, time
