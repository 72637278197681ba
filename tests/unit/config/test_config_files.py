"""Folders of configuration files: making, owners, locking."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from pydock_core.config import credentials, files
from pydock_core.config.docker_config import DockerConfig
from pydock_core.errors import SettingsError


def test_a_folder_is_locked_until_the_block_ends(tmp_path: Path) -> None:
    other = os.open(tmp_path, os.O_RDONLY)
    with files.FolderLock(str(tmp_path)), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
    assert list(tmp_path.iterdir()) == []


def test_lock_that_another_process_keeps_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each user who may list a folder can lock it: `login` must not wait without an end."""
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    with pytest.raises(SettingsError) as raised:
        DockerConfig(str(tmp_path)).update(lambda raw: raw.update(psFormat="x"))
    assert raised.value.message == f"open {tmp_path}: another process has locked the folder for 0.1 seconds"
    os.close(other)
    DockerConfig(str(tmp_path)).update(lambda raw: raw.update(psFormat="x"))
    assert (tmp_path / "config.json").exists()


def test_a_file_system_without_locks_is_written_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(descriptor: int, operation: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with files.FolderLock(str(tmp_path)):
        pass


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError):
        files.make_folders(str(tmp_path / "file"))
    with pytest.raises(NotADirectoryError):
        files.make_folders(str(tmp_path / "file" / "x"))


def test_every_folder_that_is_made_gets_the_mode(tmp_path: Path) -> None:
    for _ in range(2):
        files.make_folders(str(tmp_path / "a" / "b"))
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FileNotFoundError(2, "No such file or directory", "/x"), "open /x: no such file or directory"),
        (PermissionError(13, "Permission denied", "/x"), "open /x: permission denied"),
        (IsADirectoryError(21, "Is a directory", "/x"), "read /x: is a directory"),
        (OSError(40, "Too many levels of symbolic links", "/x"), "open /x: too many levels of symbolic links"),
    ],
)
def test_errors_are_told_as_go_tells_them(error: OSError, expected: str) -> None:
    assert files.reason(error) == expected


def test_nothing_may_be_created_below_another_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "b"
    assert files.may_create(str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not files.may_create(str(folder))
    assert not files.may_create(str(tmp_path))
    assert not files.is_ours(str(tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link away")
def test_nothing_may_be_created_behind_another_user_s_link(tmp_path: Path) -> None:
    """Under sudo, a link in the user's home could lead to any folder of root's."""
    (tmp_path / "ours").mkdir()
    link = tmp_path / "link"
    link.symlink_to("ours")
    assert files.may_create(str(link / "a"))
    os.chown(link, 12345, 12345, follow_symlinks=False)
    for path in (link, link / "a" / "b"):
        assert not files.may_create(str(path))
    assert files.may_create(str(tmp_path / "ours"))


def test_nothing_may_be_created_below_a_file_or_nowhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not files.may_create(str(tmp_path / "file" / "x"))
    assert not files.may_create("")
    assert not files.is_ours(str(tmp_path / "missing"))
    assert files.is_ours(str(tmp_path))


@pytest.mark.parametrize("failing", ["write", "fsync", "fchmod", "replace"])
def test_full_disk_is_reported_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    config = DockerConfig(str(tmp_path))
    auth = {"username": "me", "password": "secret", "serveraddress": "registry.example"}
    monkeypatch.setattr(os, failing, full)
    with pytest.raises(SettingsError) as failure:
        credentials.store(config, {"PATH": ""}, auth)
    monkeypatch.undo()
    assert failure.value.message == f"write {tmp_path}/config.json: no space left on device"
    assert not list(tmp_path.iterdir())


def test_failed_rename_is_reported_with_both_files(tmp_path: Path) -> None:
    error = OSError(13, "Permission denied", "/a/new", None, "/a/config.json")
    assert files.reason(error) == "rename /a/new /a/config.json: permission denied"
    assert files.reason(OSError(5, "Input/output error")) == "input/output error"
