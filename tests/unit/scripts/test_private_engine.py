"""What the quickstart's private engine needs to know of processes and mounts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.private_engine import can_pivot_root, is_alive

ROOT_ON_DISK = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw"
INITIAL = "1 1 0:2 / / rw - rootfs rootfs rw"
PROC = "22 27 0:21 / /proc rw,relatime - proc proc rw"


@pytest.mark.parametrize("state", ["Z", "X"])
def test_zombie_process_state_is_not_alive(tmp_path: Path, state: str) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "stat").write_text(f"7 (a name) R (with brackets) {state} 1 7 7 0 -1")
    assert not is_alive(7, tmp_path)


@pytest.mark.parametrize("state", ["R", "S", "D", "T"])
def test_running_sleeping_or_stopped_process_is_alive(tmp_path: Path, state: str) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "stat").write_text(f"7 (Z) {state} 1 7 7 0 -1")
    assert is_alive(7, tmp_path)


def test_process_without_proc_directory_is_not_alive(tmp_path: Path) -> None:
    assert not is_alive(7, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux'")
def test_real_zombie_is_not_alive_before_reaping() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        deadline = time.monotonic() + 10
        while is_alive(child.pid):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert Path(f"/proc/{child.pid}").exists()
    assert is_alive(os.getpid())


@pytest.mark.parametrize(
    ("mounts", "possible"),
    [
        ((PROC, ROOT_ON_DISK), True),
        ((INITIAL, ROOT_ON_DISK), True),
        ((PROC,), False),
        ((INITIAL, PROC), False),
    ],
)
def test_pivot_root_requires_mount_point(mounts: tuple[str, ...], possible: bool) -> None:
    assert can_pivot_root("\n".join(mounts)) is possible
