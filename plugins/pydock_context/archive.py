"""The archive of a context: `meta.json` and `tls/ENDPOINT/FILE`, written as tar, read from tar or zip.

An archive from elsewhere is hostile until it is read: nothing is written before the whole of it has been checked.
"""

from __future__ import annotations

import io
import os
import posixpath
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from pydock_core.plugin_api import InvalidValue, ProtocolError
from pydock_core.toolkit import TarReader, encode_header, tar_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIZE_LIMIT = 10 << 20  # bytes of an archive, and of its content: docker's limit
FILE_LIMIT = 1000  # TLS files, each of which is written to the disk
META = "meta.json"
_BLOCK = tar_header.BLOCK
_ZIP = b"PK\x03\x04"
_TAR_KINDS = {"1": "a hard link", "2": "a symbolic link", "3": "a device", "4": "a device", "6": "a named pipe"}
_ENCRYPTED = 0x1
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OSError, OverflowError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class TooLarge(InvalidValue):
    """An archive that is larger than docker's limit, or whose content is."""

    def __init__(self) -> None:
        super().__init__("read exceeds the defined limit")


def pack(document: bytes, tls: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Returns a tar archive of a context; `document` is its meta.json, `tls` maps endpoints to files.

    The headers are those of docker, which leaves out the padding and the end that a tar archive has.
    """
    pieces = [_member(META, document, 0o644), _folder("tls")]
    for endpoint in sorted(tls):
        pieces.append(_folder(f"tls/{endpoint}"))
        pieces += [_member(f"tls/{endpoint}/{name}", data, 0o600) for name, data in sorted(tls[endpoint].items())]
    return b"".join(pieces) + tar_header.END


def _member(name: str, data: bytes, mode: int) -> bytes:
    return encode_header(os.fsencode(name), mode=mode, size=len(data)) + data + tar_header.padding(len(data))


def _folder(name: str) -> bytes:
    return encode_header(os.fsencode(name), kind=tar_header.FOLDER, mode=0o700)


def unpack(data: bytes) -> tuple[bytes, dict[str, dict[str, bytes]]]:
    """Returns the meta.json and the TLS files (endpoint → name → content) of a tar or zip archive.

    Raises InvalidValue for an archive that is broken or too large, and for a member that no exported context has: an
    unknown path, a link, a device, a second file of the same name.
    """
    document: bytes | None = None
    tls: dict[str, dict[str, bytes]] = {}
    count = 0
    for name, content in _zip_members(data) if data.startswith(_ZIP) else _tar_members(data):
        if name == META:
            if document is not None:
                raise InvalidValue(f"{name}: duplicate entry")
            document = content
            continue
        endpoint, _, file = name.removeprefix("tls/").partition("/")
        files = tls.setdefault(endpoint, {})
        if file in files:
            raise InvalidValue(f"{name}: duplicate entry")
        files[file] = content
        count += 1
        if count > FILE_LIMIT:
            raise InvalidValue(f"the archive has more than {FILE_LIMIT} files")
    if document is None:
        raise InvalidValue("invalid context: no metadata found")
    return document, tls


def _check_path(name: str) -> None:
    """Raises InvalidValue for a path that no member of an exported context has, with docker's message."""
    problem = ""
    if name != META and not name.startswith("tls/"):
        problem = "unexpected context file"
    elif posixpath.normpath(name) != name:
        problem = "unexpected path format"
    elif "\\" in name:
        problem = r"unexpected '\' in path"
    if problem:
        raise InvalidValue(f"{name}: {problem}")
    depth = name.count("/")
    if depth == 1:
        raise InvalidValue("archive format is invalid")
    if depth > 2 or not name.isprintable():
        raise InvalidValue(f"{name}: unexpected path format")


def _tar_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields the regular files of a tar archive, which may lack its end and the padding of its last file."""
    blocks = _Blocks(data)
    reader = TarReader(blocks.read)
    try:
        for entry in reader:
            if entry.kind in _TAR_KINDS:
                raise InvalidValue(f"{entry.name}: unexpected file: {_TAR_KINDS[entry.kind]}")
            content = b"".join(reader.content())
            if blocks.given - (-entry.size % _BLOCK) > len(data):
                raise InvalidValue("unexpected EOF")
            if entry.kind == "0":
                _check_path(entry.name)
                yield entry.name, content
    except ProtocolError as error:
        is_cut = blocks.given > len(data)
        raise InvalidValue("unexpected EOF" if is_cut else "archive/tar: invalid tar header") from error


class _Blocks:
    """An archive in blocks, with zeros after it; `given` is the number of bytes that were read."""

    def __init__(self, data: bytes) -> None:
        self._data = data + tar_header.padding(len(data)) + tar_header.END
        self.given = 0

    def read(self, _size: int) -> bytes:
        """Returns the next block; b"" after the zeros."""
        block = self._data[self.given : self.given + _BLOCK]
        self.given += len(block)
        return block


def _zip_members(data: bytes) -> Iterator[tuple[str, bytes]]:
    left = SIZE_LIMIT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.filename.endswith("/"):  # `is_dir` fails for an empty name
                    continue
                mode = info.external_attr >> 16
                if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                    raise InvalidValue(f"{info.filename}: unexpected file: no regular file")
                _check_path(info.filename)
                if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
                    raise InvalidValue("zip: unsupported compression algorithm")
                left -= info.file_size  # at most that many bytes are unpacked
                if left < 0:
                    raise TooLarge
                yield info.filename, archive.read(info)
    except _ZIP_ERRORS as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidValue(_zip_problem(error)) from error


def _zip_problem(error: Exception) -> str:
    return "zip: checksum error" if "CRC" in str(error) else "zip: not a valid zip file"
