"""An engine that takes no input from a terminal in raw mode: a report after the silence, then Ctrl-C ends PyDock."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.actions import stalled_input
from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.testing import Process

PYDOCK = str(Path(sys.executable).with_name("pydock"))
REPORT = b"the engine takes no input; Ctrl-C ends pydock, and the container runs on\r\n"
RAW = [
    ("run -it --name web busybox ask", "*/attach"),
    ("start -ai made", "*/attach"),
    ("attach live", "*/attach"),
    ("exec -it live ask", "/exec/*/start"),
]


class OnTerminal:
    """A command line in a process of its own on a terminal."""

    def __init__(self, words: list[str], host: str, home: Path) -> None:
        self.ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80)) if hasattr(termios, "tcsetwinsize") else None
        self.before = termios.tcgetattr(theirs)
        environ = {"HOME": str(home), "DOCKER_HOST": host, "PYDOCK_PLUGINS": "none", "PATH": os.environ["PATH"]}
        code = (
            "import os, sys, fcntl, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
            "from pydock_core.actions import stalled_input; stalled_input.SILENCE_SECONDS = 0.5; "
            "sys.argv[0] = 'pydock'; from pydock_core.cli import entry; entry()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environ
        )
        self.theirs = theirs
        self.shown = b""

    def read_until(self, text: bytes, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.ours], [], [], 0.1)[0]:
                self.shown += os.read(self.ours, 65536)

    def is_restored(self) -> bool:
        return termios.tcgetattr(self.theirs) == self.before

    def wait_until_raw(self) -> None:
        deadline = time.monotonic() + 15
        while termios.tcgetattr(self.theirs)[3] & (termios.ICANON | termios.ISIG):
            assert time.monotonic() < deadline, self.shown
            time.sleep(0.02)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """Yields an engine whose program `ask` writes "? " and repeats what it reads, with two containers of it."""

    def ask(process: Process) -> int:
        process.write(b"? ")
        while data := process.read():
            process.write(data)
        return 0

    with FakeEngine() as made:
        made.programs["ask"] = ask
        for line in ("run -dit --name live busybox ask", "create -it --name made busybox ask"):
            assert run_pydock(line.split(), engine=made).status == 0
        yield made


@pytest.mark.parametrize(("line", "path"), RAW)
@pytest.mark.parametrize("keys", [b"\x03", b"\x10\x11"], ids=["Ctrl-C", "detach keys"])
def test_silent_engine_in_raw_mode_is_reported_and_ctrl_c_ends_pydock(
    engine: FakeEngine, tmp_path: Path, line: str, path: str, keys: bytes
) -> None:
    reached = engine.fault("POST", path, faults.hang(after_bytes=0)).reached
    terminal = OnTerminal(line.split(), engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        assert reached.wait(15)
        terminal.wait_until_raw()
        engine.fault("*", "*", faults.hang())
        os.write(terminal.ours, b"x")
        terminal.read_until(REPORT)
        os.write(terminal.ours, keys)
        status = terminal.process.wait(5)
        detached = {"exec": 1, "attach": 1}.get(line.split()[0], 0)
        assert status == (130 if keys == b"\x03" else detached)
        assert terminal.is_restored()
    finally:
        terminal.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_in_raw_mode_restores_the_terminal_of_a_silent_engine(
    engine: FakeEngine, tmp_path: Path, number: signal.Signals
) -> None:
    reached = engine.fault("POST", "/exec/*/start", faults.hang(after_bytes=0)).reached
    terminal = OnTerminal(RAW[3][0].split(), engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        assert reached.wait(15)
        terminal.wait_until_raw()
        engine.fault("*", "*", faults.hang())
        terminal.process.send_signal(number)
        assert terminal.process.wait(5) == 128 + number
        assert terminal.is_restored()
    finally:
        terminal.close()


def test_container_without_output_on_an_answering_engine_is_not_reported(engine: FakeEngine, tmp_path: Path) -> None:
    engine.programs["mute"] = _mute
    terminal = OnTerminal(["exec", "-it", "live", "mute"], engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        terminal.wait_until_raw()
        os.write(terminal.ours, b"secret")
        time.sleep(1.2)
        os.write(terminal.ours, b"\n")
        terminal.read_until(b"done")
        assert terminal.process.wait(5) == 0
        assert REPORT not in terminal.shown
    finally:
        terminal.close()


def _mute(process: Process) -> int:
    read = b""
    while b"\n" not in read and b"\r" not in read:
        read += process.read()
    process.write(b"done")
    return 0


def test_output_ends_the_state_in_which_ctrl_c_ends_pydock() -> None:
    stall = stalled_input.StalledInput.__new__(stalled_input.StalledInput)
    stall.stalled = True
    stall.received()
    assert not stall.stalled
    assert stall.due_seconds() is None
