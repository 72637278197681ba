"""Making a tar archive of the user's files as docker does, in pieces: PAX headers, whole seconds, owners by number."""

from __future__ import annotations

import os
import stat

from pydock_core.errors import PyDockError
from pydock_core.values import tar_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PIECE = 1 << 18
_CAPABILITY = "security.capability"


def tar_pieces(path: str, name: str, *, on_socket: Callable[[str], object]) -> Iterator[bytes]:
    """The archive of the file or folder `path`, called `name` in it ("." for what is in the folder), in pieces.

    No link is followed. A file's second name is a link to the first. Sockets can't be in an archive: `on_socket` is
    told of them. PyDockError, in Go's words, for what can't be read, or gets shorter while it is.
    """
    archive = _Archive(on_socket)
    for found, called in _walk(path, name):
        try:
            yield from archive.entry(found, called)
        except OSError as error:
            raise PyDockError(f"open {found}: {_reason(error)}") from error
    yield tar_header.END


def _walk(path: str, name: str) -> Iterator[tuple[str, str]]:
    """(path, name in the archive) of everything, a folder before what is in it, in the order of the bytes of names."""
    waiting = [(path, name)]
    while waiting:
        path, name = waiting.pop()
        yield path, name
        try:
            if stat.S_ISDIR(os.lstat(path).st_mode):
                inside = sorted(os.listdir(path), key=os.fsencode, reverse=True)
                waiting += [(os.path.join(path, entry), f"{name}/{entry}") for entry in inside]
        except OSError as error:
            raise PyDockError(f"open {path}: {_reason(error)}") from error


class _Archive:
    """What has to be known of the entries before."""

    def __init__(self, on_socket: Callable[[str], object]) -> None:
        self._on_socket = on_socket
        self._names: dict[tuple[int, int], str] = {}

    def entry(self, path: str, name: str) -> Iterator[bytes]:
        """Header and content of one entry."""
        found = os.lstat(path)
        if stat.S_ISSOCK(found.st_mode):
            self._on_socket(path)
            return
        header, size = self._header(path, name, found)
        if size:
            yield from _with_content(path, header, size)
        else:
            yield header

    def _header(self, path: str, name: str, found: os.stat_result) -> tuple[bytes, int]:
        """(Header, size of the content that follows it.)"""
        kind, size, link, device = _kind(path, found)
        if found.st_nlink > 1 and kind != tar_header.FOLDER:
            first = self._names.setdefault((found.st_dev, found.st_ino), name)
            if first != name:
                kind, link, size = tar_header.HARD_LINK, os.fsencode(first), 0
        capability = _capability(path)
        header = tar_header.encode_header(
            os.fsencode(name + "/" if kind == tar_header.FOLDER else name),
            kind=kind,
            mode=stat.S_IMODE(found.st_mode),
            size=size,
            modified=found.st_mtime_ns // 1_000_000_000,
            uid=found.st_uid,
            gid=found.st_gid,
            link=link,
            device=device,
            records={f"SCHILY.xattr.{_CAPABILITY}": capability} if capability else None,
        )
        return header, size


def _kind(path: str, found: os.stat_result) -> tuple[bytes, int, bytes, tuple[int, int]]:
    """(tar's kind, size, what a link leads to, numbers of a device)."""
    mode = found.st_mode
    if stat.S_ISDIR(mode):
        return tar_header.FOLDER, 0, b"", (0, 0)
    if stat.S_ISLNK(mode):
        return tar_header.SYMLINK, 0, os.fsencode(os.readlink(path)), (0, 0)
    if stat.S_ISFIFO(mode):
        return tar_header.FIFO, 0, b"", (0, 0)
    if stat.S_ISREG(mode):
        return tar_header.FILE, found.st_size, b"", (0, 0)
    kind = tar_header.CHARACTER_DEVICE if stat.S_ISCHR(mode) else tar_header.BLOCK_DEVICE
    return kind, 0, b"", (os.major(found.st_rdev), os.minor(found.st_rdev))


def _with_content(path: str, header: bytes, size: int) -> Iterator[bytes]:
    """A file's header and content; what it has grown by meanwhile is left out."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        left, before = size, header
        while left:
            piece = os.read(descriptor, min(left, _PIECE))
            if not piece:
                raise PyDockError(f"read {path}: it got shorter while it was copied")
            left -= len(piece)
            yield before + piece if left else before + piece + tar_header.padding(size)
            before = b""
    finally:
        os.close(descriptor)


def _capability(path: str) -> bytes:
    """The capabilities of a program, as docker keeps them."""
    get = getattr(os, "getxattr", None)  # Linux has it
    if get is None:
        return b""
    try:
        value: bytes = get(path, _CAPABILITY, follow_symlinks=False)
    except OSError:
        return b""  # there are none
    # Revision 3 also says whose name space it is for, which means nothing elsewhere: revision 2 without it.
    return value[:3] + b"\x02" + value[4:20] if len(value) > 20 and value[3] == 3 else value


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
