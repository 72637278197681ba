"""Making archives of the user's files."""

from __future__ import annotations

import io
import os
import socket
import tarfile
from pathlib import Path
from typing import NoReturn

import pytest

from pydock_core.actions.tar_writer import TarWriter, coalesce, tar_pieces
from pydock_core.actions.unpack import unpack
from pydock_core.errors import PyDockError
from tests.unit.files.exchange import SECRET, exchanged


def unexpected(path: str) -> NoReturn:
    raise AssertionError(path)


def packed(path: Path, name: str) -> list[tarfile.TarInfo]:
    data = b"".join(tar_pieces(str(path), name, on_socket=unexpected))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return archive.getmembers()


def test_tar_writer_fails_for_missing_path(tmp_path: Path) -> None:
    with pytest.raises(PyDockError, match="open .*nosuch: no such file or directory"):
        list(tar_pieces(str(tmp_path / "nosuch"), "x", on_socket=unexpected))


def test_what_a_folder_holds_but_nobody_may_list_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: int) -> NoReturn:
        raise PermissionError(13, "Permission denied", folder)

    (tmp_path / "d").mkdir()
    monkeypatch.setattr("pydock_core.files.walk.os.scandir", refused)
    with pytest.raises(PyDockError, match=r"open .*/d: permission denied"):
        list(tar_pieces(str(tmp_path / "d"), "x", on_socket=unexpected))


def test_tar_writer_fails_for_shrinking_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(bytes(1 << 20))
    pieces = tar_pieces(str(path), "f", on_socket=unexpected)
    next(pieces)
    os.truncate(path, 300_000)
    with pytest.raises(PyDockError, match="it got shorter"):
        list(pieces)


def test_tar_writer_keeps_initial_size_of_growing_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(bytes(600_000))
    pieces = tar_pieces(str(path), "f", on_socket=unexpected)
    first = next(pieces)
    with path.open("ab") as file:
        file.write(b"more")
    data = first + b"".join(pieces)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert archive.getmember("f").size == 600_000


def test_tar_writer_reports_and_skips_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s")
        data = b"".join(tar_pieces(str(tmp_path), "d", on_socket=told.append))
    assert told == [str(tmp_path / "s")]
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert archive.getnames() == ["d"]


def test_tar_writer_sorts_entries_with_folder_before_content(tmp_path: Path) -> None:
    for name in ("b/x", "a", "B", "ä", "b-"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert [member.name for member in packed(tmp_path, "d")] == ["d", "d/B", "d/a", "d/b", "d/b/x", "d/b-", "d/ä"]


def test_tar_writer_headers_have_whole_seconds_and_numeric_owners(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("x")
    path.chmod(0o640)
    os.utime(path, ns=(1_500_000_000, 1_500_000_000))
    (member,) = packed(path, "f")
    assert (member.mode, member.mtime, member.uname, member.gname) == (0o640, 1, "", "")
    assert (member.uid, member.gid) == (os.getuid(), path.stat().st_gid)


def test_tar_writer_keeps_symlinks_and_hard_links(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").symlink_to("a")
    os.link(tmp_path / "a", tmp_path / "c")
    links = {member.name: (member.type, member.linkname) for member in packed(tmp_path, ".")}
    assert links["./b"] == (tarfile.SYMTYPE, "a")
    assert links["./c"] == (tarfile.LNKTYPE, "./a")


def test_tar_writer_output_can_be_unpacked(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for folder in (source, target, source / ("n" * 200)):
        folder.mkdir()
    (source / ("n" * 200) / "ä").write_bytes(os.urandom(700_000))
    os.mkfifo(source / "pipe")
    data = io.BytesIO(b"".join(tar_pieces(str(source), "copy", on_socket=unexpected)))
    unpack(data.read, str(target))
    assert (target / "copy" / ("n" * 200) / "ä").read_bytes() == (source / ("n" * 200) / "ä").read_bytes()
    assert (target / "copy" / "pipe").is_fifo()
    assert (target / "copy").stat().st_mode == source.stat().st_mode


def test_tar_writer_packs_link_to_folder_as_link(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_text("x")
    (tmp_path / "l").symlink_to("d")
    assert [(member.name, member.linkname) for member in packed(tmp_path / "l", "l")] == [("l", "d")]


def test_tar_writer_without_owners_writes_root(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("x")
    if os.getuid() == 0:
        os.chown(path, 5, 6)
    writer = TarWriter(unexpected, owners=False)
    data = b"".join(writer.entry(os.fsencode(path), b"f")) + bytes(1024)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        member = archive.getmember("f")
    assert (member.uid, member.gid) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 512])
def test_tar_writer_appends_content_once_and_never_to_link(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f").write_bytes(content)
    (tmp_path / "l").symlink_to("f")
    added = {b"f": b"more", b"l": b"never"}
    writer = TarWriter(unexpected, added=added)
    data = b"".join(part for name in (b"f", b"l") for part in writer.entry(os.fsencode(tmp_path) + b"/" + name, name))
    with tarfile.open(fileobj=io.BytesIO(data + bytes(1024))) as archive:
        assert archive.extractfile("f").read() == content + b"more"  # type: ignore[union-attr]
        assert archive.getmember("l").size == 0
    assert added == {b"l": b"never"}


@pytest.mark.parametrize("sizes", [[], [1], [1 << 16], [1] * 200_000, [5, 1 << 20, 5], [0, 0]])
def test_coalesce_keeps_bytes_in_fewer_pieces(sizes: list[int]) -> None:
    parts = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    pieces = list(coalesce(parts))
    assert b"".join(pieces) == b"".join(parts)
    assert all(len(piece) >= 1 << 16 for piece in pieces[:-1])


def test_tar_archive_ends_like_docker_archive(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    assert len(b"".join(tar_pieces(str(tmp_path / "f"), "f", on_socket=unexpected))) == 2048


@pytest.mark.skipif(not hasattr(os, "setxattr") or os.getuid() != 0, reason="only root on Linux may set capabilities")
def test_tar_writer_keeps_file_capabilities(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("x")
    value = b"\x01\x00\x00\x02" + bytes(16)
    try:
        os.setxattr(path, "security.capability", value)
    except OSError as error:
        pytest.skip(f"no capabilities here: {error}")
    (member,) = packed(path, "f")
    assert member.pax_headers["SCHILY.xattr.security.capability"].encode("utf-8", "surrogateescape") == value


def test_folder_exchanged_for_a_link_while_it_is_read_leads_to_no_file_outside(tmp_path: Path) -> None:
    whole = 0
    with exchanged(tmp_path) as tree:
        for _ in range(200):
            pieces = []
            try:
                for piece in tar_pieces(str(tree), "copy", on_socket=unexpected):
                    pieces.append(piece)
                whole += 1
            except PyDockError:
                pass
            assert SECRET not in b"".join(pieces)
    assert whole


def test_file_exchanged_for_a_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "f").symlink_to("secret")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="Too many levels of symbolic links"):
            list(TarWriter(unexpected).entry(b"/x/f", b"f", folder, is_file=True))
    finally:
        os.close(folder)


def test_file_exchanged_for_a_fifo_is_an_error_and_never_blocks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="exchanged while it was read"):
            list(TarWriter(unexpected).entry(b"/x/f", b"f", folder, is_file=True))
    finally:
        os.close(folder)


def test_tree_deeper_than_descriptors_allow_is_packed_whole(tmp_path: Path) -> None:
    path = tmp_path / ("d/" * 500)
    path.mkdir(parents=True)
    (path / "f").write_bytes(b"deep")
    (tmp_path / "d" / "last").write_bytes(b"last")
    names = [member.name for member in packed(tmp_path, "x")]
    assert names == [*("x" + "/d" * number for number in range(501)), "x" + "/d" * 500 + "/f", "x/d/last"]
