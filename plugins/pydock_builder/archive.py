"""Build contexts from standard input or a URL: archives, compressed or not, and Dockerfiles; adds files to archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, PyDockError
from pydock_core.toolkit import encode_header, tar_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HEAD_BYTES = 2 * tar_header.BLOCK
_COMPRESSED = (b"BZh", b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_SKIPPABLE_ZSTD = b"\x2a\x4d\x18"
_SUM = slice(148, 156)
_INVALID = "archive/tar: invalid tar header"


def split_head(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Returns (the first 1024 bytes, or all if there are fewer, the whole stream from its beginning)."""
    read: list[bytes] = []
    size = 0
    for piece in pieces:
        read.append(piece)
        size += len(piece)
        if size >= HEAD_BYTES:
            break
    start = b"".join(read)

    def whole() -> Iterator[bytes]:
        if start:
            yield start
        yield from pieces

    return start[:HEAD_BYTES], whole()


def is_archive(head: bytes) -> bool:
    """Returns whether a stream that begins with `head` is a tar archive or compressed data."""
    if head.startswith(_COMPRESSED):
        return True
    if len(head) >= 8 and head[0] & 0xF0 == 0x50 and head[1:4] == _SKIPPABLE_ZSTD:
        return True
    block = head[: tar_header.BLOCK]
    if len(block) < tar_header.BLOCK or not any(block):
        return False
    try:
        claimed = int(block[_SUM].strip(b"\0 ") or b"-", 8)
    except ValueError:
        return False
    sums = block[:148] + b" " * 8 + block[156:]
    return claimed in (sum(sums), sum(byte - 256 if byte > 127 else byte for byte in sums))


def dockerfile_archive(content: bytes, *, mode: int, modified: int, uid: int, gid: int) -> bytes:
    """Returns an archive with a Dockerfile as its only entry."""
    header = encode_header(b"Dockerfile", mode=mode, size=len(content), modified=modified, uid=uid, gid=gid)
    return header + content + tar_header.padding(len(content)) + tar_header.END


def with_files(pieces: Iterator[bytes], added: Mapping[bytes, bytes], *, now: int) -> Iterator[bytes]:
    """Yields an uncompressed archive with files appended; content for `.dockerignore` is added to the existing file.

    Raises InvalidValue for data that is no tar archive, PyDockError for a truncated archive.
    """
    left = dict(added)
    reader = _Reader(pieces)
    name = size = None
    while True:
        block = reader.take(tar_header.BLOCK)
        if not any(block):
            break
        kind, length = block[156:157], _size(block)
        if kind in b"xLKg":
            data = reader.take(length + -length % tar_header.BLOCK)
            yield block + data
            if kind == b"L":
                name = data[:length].rstrip(b"\0")
            elif kind == b"x":
                records = _records(data[:length])
                name, size = records.get(b"path", name), records.get(b"size", size)
            continue
        if size is not None:
            length = _decimal(size)
        own = name or _name(block)
        name = size = None
        if own in left and kind in b"0\0":
            content = reader.take(length + -length % tar_header.BLOCK)[:length] + left.pop(own)
            yield encode_header(own, mode=_number(block[100:108]), size=len(content), modified=now)
            yield content + tar_header.padding(len(content))
            continue
        yield block
        yield from reader.pass_on(length + -length % tar_header.BLOCK)
    for own, content in left.items():
        content = own + content if own == b".dockerignore" else content
        yield encode_header(own, mode=0o600, size=len(content), modified=now)
        yield content + tar_header.padding(len(content))
    yield tar_header.END


class _Reader:
    """A stream, read in exact numbers of bytes; raises PyDockError if the stream ends before."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._ready = b""

    def take(self, size: int) -> bytes:
        return b"".join(self.pass_on(size))

    def pass_on(self, size: int) -> Iterator[bytes]:
        while size:
            if not self._ready:
                self._ready = next(self._pieces, b"")
                if not self._ready:
                    raise PyDockError("unexpected EOF: the build context's archive ends too early")
            part, self._ready = self._ready[:size], self._ready[size:]
            size -= len(part)
            yield part


def _name(block: bytes) -> bytes:
    name = block[:100].rstrip(b"\0")
    prefix = block[345:500].rstrip(b"\0") if block[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _number(field: bytes) -> int:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError as error:
        raise InvalidValue(_INVALID) from error


def _size(block: bytes) -> int:
    if not is_archive(block.ljust(HEAD_BYTES, b"\0")) or block.startswith(_COMPRESSED):
        raise InvalidValue(_INVALID)
    return _number(block[124:136])


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > 19:
        raise InvalidValue(_INVALID)
    return int(text)


def _records(data: bytes) -> dict[bytes, bytes]:
    found = {}
    while data:
        length, blank, _ = data.partition(b" ")
        end = _decimal(length)
        if not blank or not len(length) < end <= len(data):
            raise InvalidValue(_INVALID)
        key, _, value = data[len(length) + 1 : end - 1].partition(b"=")
        found[key] = value
        data = data[end:]
    return found
