"""Writes a tar archive of local files as docker does: PAX headers, times in whole seconds, owners by number."""

from __future__ import annotations

import errno
import os
import stat
import zlib
from typing import TYPE_CHECKING

from pydock_core.errors import PyDockError
from pydock_core.files.walk import FolderWalk
from pydock_core.values import tar_header
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    T = TypeVar("T")

_READ_BYTES = 1 << 18
_COALESCED_BYTES = 1 << 16
# What is exchanged for a FIFO must not block, what is exchanged for a link must not be followed.
_READ_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
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

    With "" as `name`, the archive has the content of the folder alone, without an entry of the folder.
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


def gzip_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the same bytes compressed with gzip, in pieces."""
    packer = zlib.compressobj(wbits=31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


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

    def entry(self, path: bytes, name: bytes, folder: int | None = None, *, is_file: bool = False) -> Iterator[bytes]:
        """The header and content of what is at `path`, called `name` in the archive, in parts.

        With `folder`, the descriptor of the folder that holds it, only the last part of `path` is looked up, in there.
        `is_file`: the folder lists a regular file. No link is followed. OSError for what can't be read or is exchanged
        meanwhile, EOFError for a file that gets shorter while it is; what it grows by is left out.
        """
        file = path if folder is None else path[path.rfind(b"/") + 1 :]
        descriptor, status = _opened(file, folder, is_file=is_file)
        try:
            kind = _KINDS.get(stat.S_IFMT(status.st_mode))
            if kind is None:
                self._on_socket(os.fsdecode(path))
                return
            link = os.readlink(file, dir_fd=folder) if kind == tar_header.SYMLINK else b""
            if status.st_nlink > 1 and kind != tar_header.FOLDER:
                first = self._names.setdefault((status.st_dev, status.st_ino), name)
                if first != name:
                    kind, link = tar_header.HARD_LINK, first
            size, added, device = 0, b"", (0, 0)
            if kind == tar_header.FILE:
                size, added = status.st_size, self._added.pop(name, b"")
            elif kind in (tar_header.CHARACTER_DEVICE, tar_header.BLOCK_DEVICE):
                device = (os.major(status.st_rdev), os.minor(status.st_rdev))
            capability = _capability(descriptor) if descriptor >= 0 else b""
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
                yield from _content(descriptor, size)
            if size or added:
                yield added + tar_header.padding(size + len(added))
        finally:
            if descriptor >= 0:
                os.close(descriptor)


def _parts(path: bytes, name: bytes, writer: TarWriter) -> Iterator[bytes]:
    try:
        if name:
            yield from writer.entry(path, name)
        is_folder = stat.S_ISDIR(os.lstat(path).st_mode)
        walk = FolderWalk(path) if is_folder else None
    except OSError as error:
        raise _unreadable(path, error) from error
    except EOFError as error:
        raise _shortened(path) from error
    if walk is not None:
        with walk:
            yield from _below(walk, path, name, writer)
    yield tar_header.END


def _below(walk: FolderWalk, path: bytes, name: bytes, writer: TarWriter) -> Iterator[bytes]:
    """What is below the folder, each folder before what is in it, in the order of the bytes of names."""
    pending = [(path.rstrip(b"/") + b"/", name and name + b"/", iter(_step(path, walk.entries)))]
    while pending:
        folder, prefix, entries = pending[-1]
        file, kind = next(entries, (b"", 0))
        if not file:
            pending.pop()
            if pending:
                _step(folder, walk.leave)
            continue
        found, inner = folder + file, prefix + file
        try:
            yield from writer.entry(found, inner, walk.descriptor, is_file=kind == stat.S_IFREG)
        except OSError as error:
            raise _unreadable(found, error) from error
        except EOFError as error:
            raise _shortened(found) from error
        if kind == stat.S_IFDIR:
            _step(found, walk.enter, file)
            pending.append((found + b"/", inner + b"/", iter(_step(found, walk.entries))))


def _step(path: bytes, step: Callable[..., T], *arguments: bytes) -> T:
    """What `step` returns; PyDockError where it can't be taken for the folder `path`."""
    try:
        return step(*arguments)
    except OSError as error:
        raise _unreadable(path, error) from error


def _opened(file: bytes, folder: int | None, *, is_file: bool) -> tuple[int, os.stat_result]:
    """(the descriptor of a regular file, the status); the descriptor is -1 for anything else.

    An empty file that can't be opened has none either: docker packs it unread.
    """
    status = None if is_file else os.stat(file, dir_fd=folder, follow_symlinks=False)
    if status is not None and not stat.S_ISREG(status.st_mode):
        return -1, status
    try:
        descriptor = os.open(file, _READ_FILE, dir_fd=folder)
    except OSError:
        status = os.stat(file, dir_fd=folder, follow_symlinks=False)
        if status.st_size or not stat.S_ISREG(status.st_mode):
            raise
        return -1, status
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status
    os.close(descriptor)
    raise OSError(errno.ESTALE, "exchanged while it was read")


def _content(descriptor: int, size: int) -> Iterator[bytes]:
    """Exactly `size` bytes of a file; EOFError where it has become shorter."""
    while size:
        piece = os.read(descriptor, min(size, _READ_BYTES))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece


def _capability(descriptor: int) -> bytes:
    """The capabilities of a program, as docker keeps them."""
    get = getattr(os, "getxattr", None)  # Linux has it
    if get is None:
        return b""
    try:
        value: bytes = get(descriptor, _CAPABILITY)
    except OSError:
        return b""  # the file has no capabilities
    # Revision 3 adds the user namespace, which has no meaning on another machine: converted to revision 2.
    return value[:3] + b"\x02" + value[4:20] if len(value) > 20 and value[3] == 3 else value


def _unreadable(path: bytes, error: OSError) -> PyDockError:
    return PyDockError(f"open {os.fsdecode(path)}: {os_error_text(error)}")


def _shortened(path: bytes) -> PyDockError:
    return PyDockError(f"read {os.fsdecode(path)}: it got shorter while it was copied")
