"""Headers of a tar archive, byte for byte those that docker's client writes (Go's archive/tar in its PAX form).

A value that doesn't fit into the fixed fields (a long name, a name beyond ASCII, 8 GiB and more) goes into a record
before the header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCK = 512
END = bytes(2 * BLOCK)
FILE, HARD_LINK, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FOLDER, FIFO = b"0", b"1", b"2", b"3", b"4", b"5", b"6"
_RECORDS = b"x"
_NAME_LIMIT = 100
_PREFIX_LIMIT = 155
_ID_LIMIT = 0o7777777
_LARGE_LIMIT = 0o77777777777


def padding(size: int) -> bytes:
    """Returns the padding after `size` bytes of content, so that the next header starts at a block."""
    return bytes(-size % BLOCK)


def encode_header(
    name: bytes,
    *,
    kind: bytes = FILE,
    mode: int,
    size: int = 0,
    modified: int = 0,
    uid: int = 0,
    gid: int = 0,
    link: bytes = b"",
    device: tuple[int, int] = (0, 0),
    records: Mapping[str, bytes] | None = None,
) -> bytes:
    """Returns the header of one entry, after a block of PAX records if one is needed.

    `name` of a folder ends with a slash; `mode` holds the permission bits alone; `modified` is in seconds. `records`
    are further PAX records, such as `SCHILY.xattr.security.capability`.
    """
    extra = dict(records) if records else {}
    if len(link) > _NAME_LIMIT or not link.isascii():
        extra["linkpath"] = link
    for key, number, limit in (("uid", uid, _ID_LIMIT), ("gid", gid, _ID_LIMIT), ("size", size, _LARGE_LIMIT)):
        if number > limit:
            extra[key] = b"%d" % number
    if not 0 <= modified <= _LARGE_LIMIT:
        extra["mtime"] = b"%d" % modified
    prefix, rest = b"", name
    if len(name) > _NAME_LIMIT or not name.isascii():
        prefix, rest = (b"", name) if extra else _split_name(name)
        if not prefix:
            extra["path"] = name
    block = b"".join(
        (
            _text(rest),
            b"%07o\0%07o\0%07o\0" % (mode, _octal(uid, _ID_LIMIT), _octal(gid, _ID_LIMIT)),
            b"%011o\0%011o\0" % (_octal(size, _LARGE_LIMIT), _octal(modified, _LARGE_LIMIT)),
            _SUM_AS_BLANKS,
            kind,
            _text(link),
            b"ustar\x0000",
            _OWNERS,
            b"%07o\0%07o\0" % device,
            prefix.ljust(_PREFIX_LIMIT + 12, b"\0"),
        )
    )
    header = _with_checksum(block)
    return _record_block(name, extra) + header if extra else header


_SUM_AS_BLANKS = b" " * 8
_OWNERS = bytes(64)


def _split_name(name: bytes) -> tuple[bytes, bytes]:
    """Splits a path as Go does into (prefix field, name field); both are empty if it can't be split."""
    if name.isascii():
        end = _PREFIX_LIMIT + 1 if len(name) > _PREFIX_LIMIT + 1 else len(name) - name.endswith(b"/")
        cut = name.rfind(b"/", 0, end)
        if cut > 0 and 0 < len(name) - cut - 1 <= _NAME_LIMIT:
            return name[:cut], name[cut + 1 :]
    return b"", name


def _text(text: bytes) -> bytes:
    """Returns a name as an ASCII field; a record holds the whole name if the field loses a part of it."""
    if len(text) <= _NAME_LIMIT and text.isascii():
        return text.ljust(_NAME_LIMIT, b"\0")
    plain = text.decode("utf-8", "ignore").encode("ascii", "ignore")
    field = plain[:_NAME_LIMIT]
    if len(plain) > _NAME_LIMIT and field.endswith(b"/"):
        # Old readers would take the truncated name of a file for that of a folder.
        field = field[:-1].rstrip(b"/")
    return field.ljust(_NAME_LIMIT, b"\0")


def _octal(number: int, limit: int) -> int:
    return number if 0 <= number <= limit else 0


def _with_checksum(block: bytes) -> bytes:
    return b"%b%06o\0 %b" % (block[:148], sum(block.translate(None, b"\0")), block[156:])  # most bytes are zeros


def _record_block(name: bytes, records: Mapping[str, bytes]) -> bytes:
    """Returns the header and content of the records, sorted by key."""
    content = b"".join(_record(key.encode(), records[key]) for key in sorted(records))
    folder, _, file = name.rpartition(b"/")
    place = b"/".join(part for part in (folder, b"PaxHeaders.0", file) if part)
    plain = place.decode("utf-8", "ignore").encode("ascii", "ignore")[:_NAME_LIMIT].rstrip(b"/")
    block = b"".join(
        (
            plain.ljust(_NAME_LIMIT, b"\0"),
            b"%07o\0%07o\0%07o\0%011o\0%011o\0" % (0, 0, 0, len(content), 0),
            _SUM_AS_BLANKS,
            _RECORDS,
            bytes(100),
            b"ustar\x0000",
            bytes(64 + 16 + _PREFIX_LIMIT + 12),
        )
    )
    return _with_checksum(block) + content + padding(len(content))


def _record(key: bytes, value: bytes) -> bytes:
    """Returns a record `LENGTH key=value`, whose length includes its own digits."""
    size = len(key) + len(value) + 3
    length = size + len(str(size))
    record = b"%d %b=%b\n" % (length, key, value)
    return record if len(record) == length else b"%d %b=%b\n" % (len(record), key, value)
