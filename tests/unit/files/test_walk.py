"""Walking trees by descriptors: an exchanged folder leads nowhere else, and deep trees need few descriptors."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pydock_core.files.walk import FolderWalk


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"))


def test_entries_come_in_the_order_of_bytes_with_their_kinds(tmp_path: Path) -> None:
    for name in ("b", "a", "é", "Z", os.fsdecode(b"\xff")):
        (tmp_path / name).touch()
    (tmp_path / "d").mkdir()
    (tmp_path / "link").symlink_to("d")
    with FolderWalk(str(tmp_path)) as walk:
        found = walk.entries()
    assert found == [
        *((name, stat.S_IFREG) for name in (b"Z", b"a", b"b")),
        (b"d", stat.S_IFDIR),
        (b"link", 0),
        *((name, stat.S_IFREG) for name in ("é".encode(), b"\xff")),
    ]


def test_link_to_a_folder_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "link").symlink_to("d")
    with FolderWalk(str(tmp_path)) as walk, pytest.raises(NotADirectoryError):
        walk.enter(b"link")
    with pytest.raises(NotADirectoryError):
        FolderWalk(str(tmp_path / "link"))
    with FolderWalk(str(tmp_path / "link"), follow=True) as walk:
        assert walk.entries() == []


def test_deep_tree_is_walked_with_few_descriptors(tmp_path: Path) -> None:
    depth = 300
    with FolderWalk(str(tmp_path)) as walk:
        before = descriptors()
        for number in range(depth):
            os.mkdir(b"d", dir_fd=walk.descriptor)
            os.close(os.open(f"f{number}", os.O_CREAT | os.O_WRONLY, dir_fd=walk.descriptor))
            walk.enter(b"d")
        assert descriptors() <= before + 64
        for number in reversed(range(depth)):
            walk.leave()
            assert (f"f{number}".encode(), stat.S_IFREG) in walk.entries()
            assert walk.names == [b"d"] * number
            if number == 150:
                for _ in range(3):  # down again, where the upper folders are closed
                    walk.enter(b"d")
                for _ in range(3):
                    walk.leave()
        assert descriptors() <= before + 64
    assert descriptors() == before - 1


def test_upper_folder_that_was_exchanged_for_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "d").mkdir(parents=True)
    root = tmp_path / "root"
    root.mkdir()
    with FolderWalk(str(root)) as walk:
        for _ in range(100):
            os.mkdir(b"d", dir_fd=walk.descriptor)
            walk.enter(b"d")
        (root / "d").rename(root / "moved")
        (root / "d").symlink_to(outside / "d")
        with pytest.raises(NotADirectoryError):
            for _ in range(100):
                walk.leave()
