"""Atomic replacement of files: nothing that another user planted in the folder is written through."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
from pathlib import Path

import pytest

from pydock_core.errors import PyDockError
from pydock_core.files.atomic import Replacement, create_file, write_atomically, write_new_file
from pydock_core.output.atomic_file import AtomicFile


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that no test may change, outside of the folder `d` in which the tests write."""
    (tmp_path / "d").mkdir()
    path = tmp_path / "victim"
    path.write_text("untouched")
    path.chmod(0o640)
    return path


def fixed_random(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the temporary name one that an attacker has guessed: `.tmp-NAME0`."""
    monkeypatch.setattr(os, "urandom", bytes)


def test_temporary_name_differs_each_time(tmp_path: Path) -> None:
    with Replacement(str(tmp_path / "a")) as one, Replacement(str(tmp_path / "a")) as other:
        assert one.temporary != other.temporary
        assert Path(one.temporary).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("plant", ["link", "dangling link", "fifo", "file"])
def test_planted_temporary_file_is_refused(victim: Path, monkeypatch: pytest.MonkeyPatch, plant: str) -> None:
    fixed_random(monkeypatch)
    planted = victim.parent / "d" / ".tmp-a0"
    if plant == "fifo":
        os.mkfifo(planted)
    elif plant == "file":
        planted.write_text("planted")
    else:
        planted.symlink_to(victim if plant == "link" else victim.parent / "nosuch")
    path = str(victim.parent / "d" / "a")
    with pytest.raises(FileExistsError):
        write_atomically(path, b"new")
    with pytest.raises(PyDockError, match=r"open .*/\.tmp-a0: file exists"):
        AtomicFile(path)
    assert victim.read_text() == "untouched"
    assert not (victim.parent / "nosuch").exists()
    assert [entry.name for entry in (victim.parent / "d").iterdir()] == [".tmp-a0"]


def test_link_at_the_target_is_replaced_and_not_written_through(victim: Path) -> None:
    path = victim.parent / "d" / "a"
    path.symlink_to(victim)
    write_atomically(str(path), b"new", mode=None)
    assert not path.is_symlink()
    assert path.read_text() == "new"
    assert victim.read_text() == "untouched"


@pytest.mark.parametrize("plant", ["link", "fifo", "file", "folder"])
def test_created_file_refuses_what_is_there(victim: Path, plant: str) -> None:
    path = victim.parent / "d" / "a"
    if plant == "link":
        path.symlink_to(victim)
    elif plant == "fifo":
        os.mkfifo(path)
    elif plant == "folder":
        path.mkdir()
    else:
        path.write_text("")
    with pytest.raises(FileExistsError):
        create_file(str(path))


def test_mode_is_the_target_s_or_the_umask_s_where_none_is_given(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("")
    (tmp_path / "old").chmod(0o640)
    before = os.umask(0o027)
    try:
        for name in ("old", "new"):
            write_atomically(str(tmp_path / name), b"x", mode=None)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_planted_owner_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("planted")
    os.chown(tmp_path / "a", 12, 34)
    write_atomically(str(tmp_path / "a"), b"x")
    assert (tmp_path / "a").stat().st_uid == os.geteuid()


def test_target_that_is_busy_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text("a longer old text")
    path.chmod(0o640)
    inode = path.stat().st_ino

    def busy(source: str, target: str) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "replace", busy)
    write_atomically(str(path), b"new", durable=True)
    assert path.read_text() == "new"
    assert (path.stat().st_ino, path.stat().st_mode & 0o777) == (inode, 0o640)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("plant", ["link", "fifo", "folder", "device"])
def test_busy_target_that_was_exchanged_is_not_written_through(
    victim: Path, monkeypatch: pytest.MonkeyPatch, plant: str
) -> None:
    path = victim.parent / "d" / "a"

    def exchange(source: str, target: str) -> None:
        if plant == "link":
            path.symlink_to(victim)
        elif plant == "fifo":
            os.mkfifo(path)
        elif plant == "folder":
            path.mkdir()
        else:
            os.mknod(path, stat.S_IFCHR | 0o666, os.stat(os.devnull).st_rdev)
        raise OSError(errno.EBUSY, "Device or resource busy")

    if plant == "device" and os.geteuid() != 0:
        pytest.skip("only root can make a device")
    monkeypatch.setattr(os, "replace", exchange)
    with pytest.raises(OSError, match=str(path)):
        write_atomically(str(path), b"new")
    assert victim.read_text() == "untouched"
    assert [entry.name for entry in path.parent.iterdir()] == ["a"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_mounted_file_is_written_in_place(tmp_path: Path) -> None:
    source, path = tmp_path / "source", tmp_path / "d" / "config.json"
    source.write_text("old")
    path.parent.mkdir()
    path.write_text("")
    if subprocess.run(["mount", "--bind", str(source), str(path)], capture_output=True).returncode:
        pytest.skip("this system refuses to mount")
    try:
        write_atomically(str(path), b"new")
        with AtomicFile(str(path)) as file:
            file.write(b"newer")
            file.keep()
    finally:
        subprocess.run(["umount", str(path)], check=True)
    assert source.read_text() == "newer"
    assert [entry.name for entry in path.parent.iterdir()] == ["config.json"]


def test_long_name_of_the_target_fits(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    write_atomically(str(path), b"x")
    assert path.read_bytes() == b"x"


def test_durable_content_is_synchronized_before_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    replace = os.replace

    def record(source: str, target: str) -> None:
        calls.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", lambda descriptor: calls.append("fsync"))
    monkeypatch.setattr(os, "replace", record)
    write_atomically(str(tmp_path / "a"), b"x", durable=True)
    assert calls == ["fsync", "replace"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text("old")

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(str(path), b"new")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("config.json", "old")]


def test_what_is_written_is_its_users_alone_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_atomically(str(tmp_path / "a"), b"")
        write_atomically(str(tmp_path / "b"), b"", mode=0o644)
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_given_away_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, user: int, group: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    write_atomically(str(tmp_path / "a"), b"x", owner=(12, 34))
    assert (tmp_path / "a").read_bytes() == b"x"


def test_new_file_is_refused_where_anything_exists(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "file").write_text("old")
    for name in ("link", "file"):
        with pytest.raises(FileExistsError):
            write_new_file(str(tmp_path / name), b"new", mode=0o600)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]
    assert (tmp_path / "file").read_text() == "old"


def test_new_file_of_a_failed_write_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    write_new_file(str(tmp_path / "whole"), b"new", mode=0o600)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_new_file(str(tmp_path / "file"), b"new", mode=0o600)
    assert caught.value.filename == str(tmp_path / "file")
    assert [(path.name, path.read_text(), path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [
        ("whole", "new", 0o600)
    ]
