"""Writes a tar archive of local files as docker does: PAX headers, times in whole seconds, owners by number."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from pydock_core.errors import PyDockError
from pydock_core.values import tar_header
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_READ_BYTES = 1 << 18
_COALESCED_BYTES = 1 << 16
_CAPABILITY = "security.capability"
_KINDS = {
    stat.S_IFREG: tar_header.FILE,
    stat.S_IFDIR: tar_header.FOLDER,
    stat.S_IFLNK: tar_header.SYMLINK,
    stat.S_IFIFO: tar_header.FIFO,
    stat.S_IFCHR: tar_header.CHARACTER_DEVICE,
    stat.S_IFBLK: tar_header.BLOCK_DEVICE,
}


def tar_pieces(path: str, name: str, *, on_socket: Callable[[str], object]) -> Iterator[bytes]:
    """Yields the archive of the file or folder `path` in pieces; `name` is its name there ("." for a folder's content).

    Symbolic links are not followed. `on_socket(path)` is called for a socket, which an archive can't hold. Raises
    PyDockError, with Go's message, for a file that can't be read or that shrinks while it is read.
    """
    return coalesce(_parts(os.fsencode(path), os.fsencode(name), TarWriter(on_socket)))


def coalesce(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the same bytes in pieces of at least 64 KiB, except the last: each piece is sent separately."""
    pending: list[bytes] = []
    size = 0
    for part in parts:
        pending.append(part)
        size += len(part)
        if size >= _COALESCED_BYTES:
            yield b"".join(pending)
            pending.clear()
            size = 0
    if pending:
        yield b"".join(pending)


class TarWriter:
    """The entries of one archive; a second name of a file becomes a hard link to the first.

    With `owners` False, all entries belong to root. `added` maps names in the archive to bytes that are appended to
    these regular files; an item is removed from it once it was used.
    """

    def __init__(
        self, on_socket: Callable[[str], object], *, owners: bool = True, added: dict[bytes, bytes] | None = None
    ) -> None:
        self._on_socket = on_socket
        self._owners = owners
        self._added = {} if added is None else added
        self._names: dict[tuple[int, int], bytes] = {}

    def entry(self, path: bytes, name: bytes) -> Iterator[bytes]:
        """Yields the header and content of the file at `path`, called `name` in the archive, in parts.

        Raises OSError for a file that can't be read and EOFError for one that shrinks while it is read; bytes that are
        appended to the file meanwhile are left out.
        """
        status = os.lstat(path)
        kind = _KINDS.get(stat.S_IFMT(status.st_mode))
        if kind is None:
            self._on_socket(os.fsdecode(path))
            return
        link = os.readlink(path) if kind == tar_header.SYMLINK else b""
        if status.st_nlink > 1 and kind != tar_header.FOLDER:
            first = self._names.setdefault((status.st_dev, status.st_ino), name)
            if first != name:
                kind, link = tar_header.HARD_LINK, first
        size, added, device = 0, b"", (0, 0)
        if kind == tar_header.FILE:
            size, added = status.st_size, self._added.pop(name, b"")
        elif kind in (tar_header.CHARACTER_DEVICE, tar_header.BLOCK_DEVICE):
            device = (os.major(status.st_rdev), os.minor(status.st_rdev))
        capability = _capability(path)
        yield tar_header.encode_header(
            name + b"/" if kind == tar_header.FOLDER else name,
            kind=kind,
            mode=stat.S_IMODE(status.st_mode),
            size=size + len(added),
            modified=status.st_mtime_ns // 1_000_000_000,
            uid=status.st_uid if self._owners else 0,
            gid=status.st_gid if self._owners else 0,
            link=link,
            device=device,
            records={f"SCHILY.xattr.{_CAPABILITY}": capability} if capability else None,
        )
        if size:
            yield from _content(path, size)
        if size or added:
            yield added + tar_header.padding(size + len(added))


def _parts(path: bytes, name: bytes, writer: TarWriter) -> Iterator[bytes]:
    for found, called in _walk(path, name):
        try:
            yield from writer.entry(found, called)
        except OSError as error:
            raise _unreadable(found, error) from error
        except EOFError as error:
            raise PyDockError(f"read {os.fsdecode(found)}: it got shorter while it was copied") from error
    yield tar_header.END


def _walk(path: bytes, name: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields (path, name in the archive) of all files, a folder before its content, sorted by the names' bytes."""
    yield path, name
    pending = _inside(path, name) if os.path.isdir(path) and not os.path.islink(path) else []
    while pending:
        entry, name = pending.pop()
        yield entry.path, name
        if entry.is_dir(follow_symlinks=False):
            pending += _inside(entry.path, name)


def _inside(path: bytes, name: bytes) -> list[tuple[os.DirEntry[bytes], bytes]]:
    """Returns (entry, name in the archive) of a folder's content, in reverse order."""
    try:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name, reverse=True)
    except OSError as error:
        raise _unreadable(path, error) from error
    return [(entry, name + b"/" + entry.name) for entry in found]


def _content(path: bytes, size: int) -> Iterator[bytes]:
    """Yields exactly `size` bytes of a file; raises EOFError if the file has become shorter."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        while size:
            piece = os.read(descriptor, min(size, _READ_BYTES))
            if not piece:
                raise EOFError
            size -= len(piece)
            yield piece
    finally:
        os.close(descriptor)


def _capability(path: bytes) -> bytes:
    """Returns the capabilities of a program file, which docker keeps; b"" for none."""
    get = getattr(os, "getxattr", None)  # only Linux has extended attributes here
    if get is None:
        return b""
    try:
        value: bytes = get(path, _CAPABILITY, follow_symlinks=False)
    except OSError:
        return b""  # the file has no capabilities
    # Revision 3 adds the user namespace, which has no meaning on another machine: converted to revision 2.
    return value[:3] + b"\x02" + value[4:20] if len(value) > 20 and value[3] == 3 else value


def _unreadable(path: bytes, error: OSError) -> PyDockError:
    return PyDockError(f"open {os.fsdecode(path)}: {os_error_text(error)}")
