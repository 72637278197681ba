"""Making a tar archive of the user's files as docker does, in pieces: PAX headers, whole seconds, owners by number."""

from __future__ import annotations

import os
import stat

from pydock_core.errors import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import tarfile
    from collections.abc import Callable, Iterator

BLOCK = 512
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
    yield bytes(2 * BLOCK)


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
        header = self._header(path, name, found)
        data = _encoded(header)
        if not header.isreg() or not header.size:
            yield data
            return
        yield from _with_content(path, data, header.size)

    def _header(self, path: str, name: str, found: os.stat_result) -> tarfile.TarInfo:
        import tarfile

        header = tarfile.TarInfo(name)
        header.mode = stat.S_IMODE(found.st_mode)
        header.uid, header.gid = found.st_uid, found.st_gid
        header.mtime = found.st_mtime_ns // 1_000_000_000
        kind = found.st_mode
        if stat.S_ISDIR(kind):
            header.type = tarfile.DIRTYPE
        elif stat.S_ISLNK(kind):
            header.type, header.linkname = tarfile.SYMTYPE, os.readlink(path)
        elif stat.S_ISFIFO(kind):
            header.type = tarfile.FIFOTYPE
        elif stat.S_ISREG(kind):
            header.size = found.st_size
        else:
            header.type = tarfile.CHRTYPE if stat.S_ISCHR(kind) else tarfile.BLKTYPE
            header.devmajor, header.devminor = os.major(found.st_rdev), os.minor(found.st_rdev)
        if found.st_nlink > 1 and not stat.S_ISDIR(kind):
            first = self._names.setdefault((found.st_dev, found.st_ino), name)
            if first != name:
                header.type, header.linkname, header.size = tarfile.LNKTYPE, first, 0
        capability = _capability(path)
        if capability:
            header.pax_headers = {f"SCHILY.xattr.{_CAPABILITY}": capability.decode("utf-8", "surrogateescape")}
        return header


def _encoded(header: tarfile.TarInfo) -> bytes:
    import tarfile

    return header.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


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
            yield before + piece if left else before + piece + bytes(-size % BLOCK)
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
