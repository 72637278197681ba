"""Configuration files on a full disk: the file is named, its content stays, and no other file is left."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fault_injection.processes import Client

CONFIG = '{"auths": {"registry.example": {"auth": "bWU6c2VjcmV0"}}}'
LOGIN = ("login", "-u", "me", "-p", "secret", "other.example")


@pytest.fixture
def no_inode(tmp_path: Path, real_parts: None) -> Iterator[Path]:
    """Yields a folder on a file system that has space, and room for no further file."""
    disk = tmp_path / "inodes"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=1", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def content(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "filler")


def last_line(result: subprocess.CompletedProcess[bytes]) -> str:
    return result.stderr.decode().splitlines()[-1]


def test_login_on_a_full_disk_names_the_file(client: Client, full: Path) -> None:
    result = client("--config", str(full), *LOGIN)
    assert (result.returncode, result.stdout) == (1, b"")
    assert last_line(result).endswith(f"write {full}/config.json: no space left on device")
    assert content(full) == []


def test_login_without_an_inode_names_the_file(client: Client, no_inode: Path) -> None:
    result = client("--config", str(no_inode), *LOGIN)
    assert (result.returncode, result.stdout) == (1, b"")
    assert f"write {no_inode}/" in last_line(result)
    assert last_line(result).endswith(": no space left on device")
    assert content(no_inode) == []


@pytest.fixture
def configured(full: Path) -> Path:
    """Returns a folder on a full file system, which has a config.json."""
    (full / "filler").unlink()
    (full / "config.json").write_text(CONFIG)
    with open(full / "filler", "wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
        while True:
            filler.write(b"x" * 4096)
    return full


def test_login_on_a_full_disk_keeps_the_configuration(client: Client, configured: Path) -> None:
    result = client("--config", str(configured), *LOGIN)
    assert result.returncode == 1
    assert last_line(result).endswith(f"write {configured}/config.json: no space left on device")
    assert (configured / "config.json").read_text() == CONFIG
    assert content(configured) == ["config.json"]


def test_logout_on_a_full_disk_reports_credentials_that_stay(client: Client, configured: Path) -> None:
    result = client("--config", str(configured), "logout", "registry.example")
    assert result.returncode == 0  # as in docker
    assert result.stderr.decode() == (
        "WARNING: could not erase credentials:\n"
        f"registry.example: write {configured}/config.json: no space left on device\n"
    )
    assert (configured / "config.json").read_text() == CONFIG
    assert content(configured) == ["config.json"]
