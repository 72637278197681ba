"""`run`, `start` and `attach` on a terminal: sizes, keys, signals, and the restored mode after every end."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from pydock_core.testing import FakeEngine, faults
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.dockerd import Dockerd

    Spawn = Callable[..., "pexpect.spawn[bytes]"]

PYDOCK = str(Path(sys.executable).with_name("pydock"))
PROMPT = b"/ # "
LFLAG = 3


@pytest.fixture
def spawn(engine: Dockerd, tmp_path: Path) -> Iterator[Spawn]:
    """Yields a function that runs PyDock on a terminal of 77 columns and 33 rows."""
    running: list[pexpect.spawn[bytes]] = []

    def start(*words: str, host: str = engine.host, **environ: str) -> pexpect.spawn[bytes]:
        variables = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": host, **environ}
        child: pexpect.spawn[bytes] = pexpect.spawn(PYDOCK, list(words), dimensions=(33, 77), timeout=20, env=variables)
        running.append(child)
        return child

    yield start
    for child in running:
        child.close(force=True)
    engine.reset()


def status(child: pexpect.spawn[bytes]) -> int:
    """Waits for the end of the process and returns its status; 128 + n for a signal."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus if child.exitstatus is not None else 128 + (child.signalstatus or 0)


def is_raw(child: pexpect.spawn[bytes]) -> bool:
    return not termios.tcgetattr(child.child_fd)[LFLAG] & termios.ICANON


def test_container_has_the_size_of_the_terminal_after_a_resize(spawn: Spawn) -> None:
    child = spawn("run", "--rm", "-it", "busybox", "sh")
    child.expect_exact(PROMPT)
    child.sendline("stty size")
    child.expect_exact(b"33 77\r\n")
    child.setwinsize(20, 40)
    time.sleep(0.5)
    child.sendline("stty size")
    child.expect_exact(b"20 40\r\n")
    child.sendline("exit 5")
    assert status(child) == 5


def test_signal_keys_are_sent_to_the_container(spawn: Spawn) -> None:
    child = spawn("run", "--rm", "-it", "busybox", "sh")
    child.expect_exact(PROMPT)
    assert is_raw(child)
    child.send("\x03")
    child.expect_exact(PROMPT)
    child.sendline("echo al''ive")
    child.expect_exact(b"alive")
    child.sendline("exit")
    assert status(child) == 0


def test_detached_container_runs_and_is_attached_again(spawn: Spawn) -> None:
    child = spawn("run", "--rm", "-it", "--name", "shell", "busybox", "sh")
    child.expect_exact(PROMPT)
    child.send("\x10")
    time.sleep(0.2)
    child.send("\x11")
    assert status(child) == 0
    again = spawn("attach", "shell")
    again.expect_exact(PROMPT)
    again.sendline("exit 3")
    assert status(again) == 3


def test_detach_keys_flag_sets_the_keys(spawn: Spawn) -> None:
    child = spawn("run", "-it", "--detach-keys", "ctrl-a,x", "busybox", "sh")
    child.expect_exact(PROMPT)
    child.send("\x10\x11\x01x")
    assert status(child) == 0


def test_noraw_keeps_the_terminal_mode(spawn: Spawn) -> None:
    child = spawn("run", "--rm", "-it", "busybox", "sh", NORAW="1")
    child.expect_exact(PROMPT)
    assert not is_raw(child)


def test_ctrl_c_is_forwarded_to_a_process_without_terminal(spawn: Spawn) -> None:
    child = spawn("run", "--rm", "busybox", "sh", "-c", "trap 'exit 9' INT; echo ready; while :; do sleep 0.1; done")
    child.expect_exact(b"ready")
    child.send("\x03")
    assert status(child) == 9


def test_third_ctrl_c_ends_pydock(spawn: Spawn) -> None:
    child = spawn("run", "busybox", "sh", "-c", "echo ready; sleep 60")
    child.expect_exact(b"ready")
    for _ in range(3):
        child.send("\x03")
        time.sleep(0.3)
    child.expect_exact(b"got 3 SIGTERM/SIGINTs, forcefully exiting")
    assert status(child) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_that_ends_pydock_restores_the_terminal(spawn: Spawn, number: signal.Signals) -> None:
    child = spawn("run", "-it", "--sig-proxy=false", "busybox", "sh")
    child.expect_exact(PROMPT)
    assert is_raw(child)
    child.kill(number)
    wait_until(lambda: not is_raw(child))
    assert status(child) == 128 + number


def test_broken_stream_restores_the_terminal(spawn: Spawn, tmp_path: Path) -> None:
    with FakeEngine() as engine:
        door = engine.serve(str(tmp_path / "engine.sock"))
        engine.fault("POST", "*/attach", faults.insert(b"typed", after_bytes=0, cut=True))
        engine.fault("POST", "*/wait", faults.message("no more"))
        child = spawn("run", "-it", "busybox", "cat", host=door.host)
        assert status(child) == 125


@pytest.mark.parametrize("path", ["*/attach", "*/wait", "*/start"])
def test_ctrl_c_ends_a_run_that_waits_before_the_start(spawn: Spawn, tmp_path: Path, path: str) -> None:
    with FakeEngine() as engine:
        door = engine.serve(str(tmp_path / "engine.sock"))
        fault = engine.fault("POST", path, faults.hang())
        child = spawn("run", "--rm", "-it", "busybox", "true", host=door.host)
        assert fault.reached.wait(10)
        time.sleep(0.2)
        child.send("\x03")
        assert status(child) == 130
        assert engine.containers.all() == []


def test_failed_resize_is_repeated_ten_times_and_reported(spawn: Spawn, tmp_path: Path) -> None:
    with FakeEngine() as engine:
        door = engine.serve(str(tmp_path / "engine.sock"))
        engine.fault("POST", "*/resize", faults.message("not now"))
        child = spawn("run", "--rm", "-it", "busybox", "sleep", "2", host=door.host)
        child.expect_exact(b"failed to resize tty, using default size")
        assert status(child) == 0
        assert sum(one.path.endswith("/resize") for one in engine.requests) == 11


def test_pull_progress_of_run_is_drawn_on_the_terminal(spawn: Spawn, tmp_path: Path) -> None:
    with FakeEngine() as engine:
        door = engine.serve(str(tmp_path / "engine.sock"))
        child = spawn("pull", "alpine", host=door.host)
        child.expect_exact(b"\x1b[2K\r")
        child.expect_exact(b"Status: Downloaded newer image")
        assert status(child) == 0
