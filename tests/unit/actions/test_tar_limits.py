"""The exact limits of reading, writing and unpacking archives."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions import tar_reader, tar_writer
from pydock_core.actions.tar_reader import Entry, TarReader
from pydock_core.actions.tar_writer import TarWriter, tar_pieces
from pydock_core.actions.unpack import unpack
from pydock_core.errors import ProtocolError
from pydock_core.values.tar_header import encode_header
from tests.unit.actions.test_tar_reader import read, with_checksum, written
from tests.unit.actions.test_unpack import DIRECTORY, FIFO, SYMLINK, archive, entry

if TYPE_CHECKING:
    from pathlib import Path

END = bytes(1024)


def test_entry_has_zeros_for_what_is_not_given() -> None:
    made = Entry("a", "0")
    assert (made.mode, made.size, made.mtime, made.link) == (0, 0, 0, "")


@pytest.mark.parametrize("block", ["name", "mode", "link", "size", "mtime", "checksum", "prefix"])
def test_header_field_ends_where_the_next_begins(block: str) -> None:
    fields = {"name": (0, 100), "mode": (100, 108), "size": (124, 136), "mtime": (136, 148), "link": (157, 257)}
    header = bytearray(encode_header(b"a", mode=0o644, kind=b"2", link=b"b"))
    header[345:346] = b"\0"
    if block in ("name", "link"):
        start, end = fields[block]
        header[start:end] = b"n" * 100
    elif block in fields:
        start, end = fields[block]
        header[start:end] = b"1".rjust(end - start, b"0")
    elif block == "prefix":
        header[345:500] = b"p" * 155
    data = with_checksum(bytes(header))
    if block == "checksum":
        total = sum(data[:148] + data[156:]) + 256
        data = data[:148] + b"%08o" % total + data[156:]
    (found, _), *_ = read(data + END)
    expected: dict[str, Any] = {
        "name": ("n" * 100, 0o644, 0, "b"),
        "link": ("a", 0o644, 0, "n" * 100),
        "mode": ("a", 1, 0, "b"),
        "mtime": ("a", 0o644, 1_000_000_000, "b"),
        "size": ("a", 0o644, 0, "b"),
        "checksum": ("a", 0o644, 0, "b"),
        "prefix": ("p" * 155 + "/a", 0o644, 0, "b"),
    }
    assert (found.name, found.mode, found.mtime, found.link) == expected[block]


@pytest.mark.parametrize("byte", [0x7F, 0x80, 0x81, 0xFF])
def test_checksum_of_signed_bytes_is_accepted(byte: int) -> None:
    block = bytearray(written("a")[:512])
    block[0:2] = bytes([byte, byte])
    total = sum(value - 256 if value >= 128 else value for value in block[:148] + block[156:]) + 256
    block[148:156] = b"%06o\0 " % total
    (found, _), *_ = read(bytes(block) + b"text".ljust(512, b"\0") + END)
    assert os.fsencode(found.name) == bytes([byte, byte])


@pytest.mark.parametrize("kind", [b"x", b"L", b"K"])
def test_headers_before_an_entry_may_have_one_mib(kind: bytes) -> None:
    """Of a PAX record as well as of the GNU forms."""

    def extended(size: int) -> bytes:
        content = b"%d comment=%b\n" % (size, b"c" * (size - len(b"%d comment=\n" % size)))
        if kind != b"x":
            content = b"n".ljust(size, b"\0")
        return encode_header(b"x", mode=0, size=size, kind=kind) + content + bytes(-size % 512) + written("a")

    assert len(read(extended(1 << 20))) == 1
    with pytest.raises(ProtocolError, match="a header of 1048577 bytes"):
        read(extended((1 << 20) + 1))


def test_reads_are_256_kib_and_long_content_is_not_buffered() -> None:
    source = io.BytesIO(written("a", text=b"x" * 600_000))
    sizes: list[int] = []

    def counted(size: int) -> bytes:
        sizes.append(size)
        return source.read(size)

    reader = TarReader(counted)
    next(iter(reader))
    pieces = [len(piece) for piece in reader.content()]
    assert set(sizes) == {1 << 18}
    assert sum(pieces) == 600_000
    assert max(pieces) == 1 << 18
    assert tar_reader._PIECE == tar_writer._READ_BYTES == 1 << 18


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (b"\1\0\0\3" + bytes(range(20)), b"\1\0\0\2" + bytes(range(16))),
        (b"\1\3\3\2" + bytes(range(20)), b"\1\3\3\2" + bytes(range(20))),
        (b"\1\0\0\3" + bytes(range(16)), b"\1\0\0\3" + bytes(range(16))),
        (b"\1\0\0\3" + bytes(range(17)), b"\1\0\0\2" + bytes(range(16))),
        (b"\1\0\3\4\3" + bytes(range(20)), b"\1\0\3\4\3" + bytes(range(20))),
    ],
)
def test_capability_of_a_name_space_becomes_revision_2(
    monkeypatch: pytest.MonkeyPatch, value: bytes, kept: bytes
) -> None:
    monkeypatch.setattr(os, "getxattr", lambda *_, **__: value, raising=False)
    assert tar_writer._capability(0) == kept


def test_times_are_whole_seconds_and_files_have_owners_and_modes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("text")
    file.chmod(0o4751)
    os.utime(file, ns=(0, 1_700_000_000_999_999_999))
    raw = b"".join(tar_pieces(str(file), "a", on_socket=print))
    with tarfile.open(fileobj=io.BytesIO(raw)) as opened:
        (member,) = opened.getmembers()
    status = file.stat()
    assert (member.mtime, member.mode, member.uid, member.gid) == (1_700_000_000, 0o4751, status.st_uid, status.st_gid)


def test_owners_are_root_s_without_owners(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("text")
    os.chown(file, os.getuid(), os.getgid())
    header = next(TarWriter(print, owners=False).entry(os.fsencode(file), b"a"))
    assert header[329:345] == b"0000000\0" * 2
    assert header[108:124] == b"0000000\x000000000\x00"


@pytest.mark.parametrize("mode", [0o777, 0o666, 0o611, 0o600])
def test_unpacked_modes_of_files_fifos_and_folders(tmp_path: Path, mode: int) -> None:
    before = os.umask(0)
    try:
        unpack(
            archive(
                entry("file", b"x", mode=mode | 0o6000),
                entry("fifo", type=FIFO, mode=mode | 0o6000),
                entry("folder", type=DIRECTORY, mode=mode | 0o7000),
            ),
            str(tmp_path),
        )
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
    assert stat.S_IMODE((tmp_path / "fifo").stat().st_mode) == mode
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == mode | 0o1000


def test_folder_can_be_filled_whatever_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    real = os.fchmod

    def noted(descriptor: int, mode: int) -> None:
        modes.append(mode)
        real(descriptor, mode)

    monkeypatch.setattr(os, "fchmod", noted)
    unpack(archive(entry("folder", type=DIRECTORY, mode=0o1055)), str(tmp_path))
    assert modes == [0o1755, 0o1055]


@pytest.mark.parametrize(
    ("seconds", "kept"), [(0, 0), (1, 1), (-1, 0), (9223372036, 9223372036), (9223372037, 0), (1700000000, 1700000000)]
)
@pytest.mark.parametrize("type", [tarfile.REGTYPE, DIRECTORY, SYMLINK, FIFO])
def test_unpacked_times_are_kept_within_docker_s_range(tmp_path: Path, type: bytes, seconds: int, kept: int) -> None:
    unpack(archive(entry("a", type=type, mtime=seconds, linkname="b" if type == SYMLINK else "")), str(tmp_path))
    status = (tmp_path / "a").lstat()
    assert status.st_mtime_ns == kept * 1_000_000_000


def test_link_that_leads_up_within_the_target_is_kept(tmp_path: Path) -> None:
    unpack(archive(entry("a/b/up", type=SYMLINK, linkname="../../x")), str(tmp_path))
    assert os.readlink(tmp_path / "a" / "b" / "up") == "../../x"


def test_implied_folders_have_the_mode_755(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        unpack(archive(entry("a/b/file", b"x")), str(tmp_path))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o755


def test_files_of_many_folders_go_into_their_own(tmp_path: Path) -> None:
    names = ["a/b/1", "a/b/2", "a/3", "4", "a/b/c/5", "a/x/6", "y/7", "a/b/8"]
    unpack(archive(*(entry(name, name.encode()) for name in names)), str(tmp_path))
    found = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert found == sorted(names)
    assert all((tmp_path / name).read_text() == name for name in names)


def test_unpacking_leaves_no_descriptor_open_and_no_file_inherited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags: list[int] = []
    modes: list[int] = []
    real = os.open

    def noted(path: Any, given: int, *arguments: Any, **more: Any) -> int:
        flags.append(given)
        modes.extend(arguments)
        return real(path, given, *arguments, **more)

    before = len(os.listdir("/dev/fd"))
    monkeypatch.setattr(os, "open", noted)
    unpack(archive(entry("a/b", b"x"), entry("a/c", type=DIRECTORY), entry("d", b"y")), str(tmp_path))
    assert len(os.listdir("/dev/fd")) == before
    assert modes == [0o600, 0o600]
    assert all(given & os.O_CLOEXEC for given in flags)
    assert all(given & os.O_NOFOLLOW for given in flags[1:])
    assert all(given & os.O_EXCL for given in flags if given & os.O_CREAT)


def test_file_below_a_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").write_text("old")
    (tmp_path / "a" / "link").symlink_to("file")
    unpack(archive(entry("a/file", b"new"), entry("a/link", b"a file")), str(tmp_path))
    assert (tmp_path / "a" / "file").read_text() == "new"
    assert (tmp_path / "a" / "link").read_text() == "a file"
    assert not (tmp_path / "a" / "link").is_symlink()
