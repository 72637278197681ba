"""Reads a tar archive from an untrusted source as a stream; strict where Python's `tarfile` is lenient.

`tarfile` takes an invalid header or a missing end for the end of the archive. Here both raise ProtocolError, so that a
truncated archive never passes for a complete one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK = 512
PATH_LIMIT = 4096  # bytes of a path, with the zero byte at its end: PATH_MAX of Linux
_PIECE = 1 << 18
_LENGTH_DIGITS = 19
_EXTENSION_LIMIT = 1 << 20  # bytes of names and records before an entry
_SECOND = 1_000_000_000
_FILES, _LINK, _SYMLINK, _FOLDER = "0\x007", "1", "2", "5"
_WITHOUT_CONTENT = "123456"
_PAX, _PAX_GLOBAL, _GNU_NAME, _GNU_LINK = "x", "g", "L", "K"


class Entry:
    """One entry of an archive.

    - `name`: the entry's path, decoded as file names are.
    - `kind`: tar's type character, "0" for any regular file.
    - `mode`: the permission bits.
    - `size`: the bytes of the content.
    - `mtime`: nanoseconds since the epoch.
    - `link`: the target of a link.
    """

    __slots__ = ("kind", "link", "mode", "mtime", "name", "size")

    def __init__(self, name: str, kind: str, *, mode: int = 0, size: int = 0, mtime: int = 0, link: str = "") -> None:
        self.name = name
        self.kind = kind
        self.mode = mode
        self.size = size
        self.mtime = mtime
        self.link = link


class TarReader:
    """An iterator over the entries of the archive that `read(size)` returns in pieces.

    `content` yields the content of the last entry. Global headers and extended attributes are ignored. Raises
    ProtocolError for data that is no tar archive, for sparse files and for a truncated archive; errors of `read` are
    passed through.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = b""
        self._position = 0
        self._left = 0  # bytes of the entry's content that are not read yet
        self._padding = 0

    def __iter__(self) -> Iterator[Entry]:
        while (entry := self._next()) is not None:
            yield entry

    def content(self) -> Iterator[bytes]:
        """Yields the content of the last entry, in pieces of at most 256 KiB."""
        while self._left:
            piece = self._read_some(min(self._left, _PIECE))
            self._left -= len(piece)
            yield piece

    def _next(self) -> Entry | None:
        """Returns the next entry; None at the archive's end, which is two empty blocks."""
        records: dict[str, bytes] = {}
        while True:
            self._skip_rest()
            block = self._read_exactly(BLOCK)
            if not block.strip(b"\0"):
                if self._read_exactly(BLOCK).strip(b"\0"):
                    raise _broken("an empty block is not its end")
                return None
            entry = _header(block)
            self._left = entry.size
            self._padding = -entry.size % BLOCK
            if entry.kind == _PAX:
                records.update(_records(self._extension(entry)))
            elif entry.kind == _GNU_NAME:
                records["path"] = self._extension(entry).rstrip(b"\0")
            elif entry.kind == _GNU_LINK:
                records["linkpath"] = self._extension(entry).rstrip(b"\0")
            elif entry.kind != _PAX_GLOBAL:
                return self._apply_records(entry, records)

    def _apply_records(self, entry: Entry, records: dict[str, bytes]) -> Entry:
        """Returns the entry with the values of the extension headers before it."""
        if any(key.startswith("GNU.sparse.") for key in records):
            raise _broken("it holds a sparse file")
        if "path" in records:
            entry.name = _name(records["path"])
        if "linkpath" in records:
            entry.link = _name(records["linkpath"])
        if "mtime" in records:
            entry.mtime = _nanoseconds(records["mtime"])
        if "size" in records:
            entry.size = _decimal(records["size"])
        longest = max(len(os.fsencode(entry.name)), len(os.fsencode(entry.link)))
        if longest >= PATH_LIMIT:
            raise _broken(f"a name has {longest} bytes, and a file system allows {PATH_LIMIT - 1}")
        if entry.kind in _FILES:
            entry.kind = _FOLDER if entry.name.endswith("/") else "0"
        if entry.kind in _WITHOUT_CONTENT:
            entry.size = 0
        self._left = entry.size
        self._padding = -entry.size % BLOCK
        return entry

    def _extension(self, entry: Entry) -> bytes:
        if entry.size > _EXTENSION_LIMIT:
            raise _broken(f"a header of {entry.size} bytes")
        return b"".join(self.content())

    def _skip_rest(self) -> None:
        """Skips the rest of the previous entry and its padding."""
        for _ in self.content():
            pass
        if self._padding:
            self._read_exactly(self._padding)
            self._padding = 0

    def _read_exactly(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size:
            piece = self._read_some(size)
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _read_some(self, size: int) -> bytes:
        """Returns at least one byte and at most `size`."""
        if self._position == len(self._buffer):
            if size >= _PIECE:
                return self._read_more(size)
            self._buffer = self._read_more(_PIECE)
            self._position = 0
        start = self._position
        self._position = min(start + size, len(self._buffer))
        return self._buffer[start : self._position]

    def _read_more(self, size: int) -> bytes:
        data = self._read(size)
        if not data:
            raise ProtocolError("the engine's archive is cut: it doesn't end as a tar archive does")
        return data


def _header(block: bytes) -> Entry:
    """Parses the header block of an entry, 512 bytes; raises ProtocolError for a wrong checksum."""
    stored = _number(block[148:156])
    # Most of a header is zero bytes, which the sum can leave out.
    if stored != sum((block[:148] + block[156:]).translate(None, b"\0")) + 256 and stored != _signed_sum(block):
        raise _broken("a header's checksum is wrong")
    name = block[:100].partition(b"\0")[0]
    if block[257:263] == b"ustar\0":
        prefix = block[345:500].partition(b"\0")[0]
        name = prefix + b"/" + name if prefix else name
    size = _number(block[124:136])
    if size < 0:
        raise _broken("an entry's size is negative")
    return Entry(
        os.fsdecode(name),
        chr(block[156]),
        mode=_number(block[100:108]) & 0o7777,
        size=size,
        mtime=_number(block[136:148]) * _SECOND,
        link=os.fsdecode(block[157:257].partition(b"\0")[0]),
    )


def _signed_sum(block: bytes) -> int:
    """Returns the checksum as some old programs compute it, from signed bytes."""
    return sum(byte - 256 if byte > 127 else byte for byte in block[:148] + block[156:]) + 256


def _number(field: bytes) -> int:
    """Parses octal digits, or GNU's binary form (first bit set) for numbers that are too large or negative."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        return value - (1 << (8 * len(field) - 1)) if field[0] & 0x40 else value
    digits = field.strip(b" \0").partition(b"\0")[0].rstrip(b" ")
    if digits.strip(b"01234567"):
        raise _broken("a number in a header is none")
    return int(digits or b"0", 8)


def _records(data: bytes) -> dict[str, bytes]:
    """Parses the records of a PAX header: `LENGTH KEY=VALUE` and a newline; LENGTH counts the whole record."""
    found: dict[str, bytes] = {}
    start = 0
    while start < len(data):
        blank = data.find(b" ", start, start + _LENGTH_DIGITS + 1)
        if blank < 0:
            raise _broken("a PAX record is none")
        end = start + _decimal(data[start:blank])
        record = data[blank + 1 : end]
        key, equals, value = record.partition(b"=")
        if not blank < end <= len(data) or not equals or not value.endswith(b"\n"):
            raise _broken("a PAX record is none")
        found[key.decode("utf-8", "surrogateescape")] = value[:-1]
        start = end
    return found


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > _LENGTH_DIGITS:
        raise _broken("a number in a PAX record is none")
    return int(text)


def _nanoseconds(text: bytes) -> int:
    """Converts a PAX time, a decimal fraction of seconds, to nanoseconds."""
    whole, _, fraction = text.partition(b".")
    sign = -1 if whole.startswith(b"-") else 1
    return sign * (_decimal(whole.removeprefix(b"-")) * _SECOND + _decimal(fraction[:9].ljust(9, b"0")))


def _name(data: bytes) -> str:
    if b"\0" in data:
        raise _broken("a name with a zero byte in it")
    return os.fsdecode(data)


def _broken(what: str) -> ProtocolError:
    return ProtocolError(f"the engine's archive is broken: {what}")
