"""An engine that takes no input from a terminal in raw mode: a report after the silence, then Ctrl-C ends PyDock."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock
from tests.fault_injection.silences import Endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydock_core.testing import Fault, Process

REPORT = b"the engine takes no input; Ctrl-C ends pydock, and the container runs on\r\n"
RAW = [
    ("run -it --name web busybox ask", "*/attach"),
    ("start -ai made", "*/attach"),
    ("attach live", "*/attach"),
    ("exec -it live ask", "/exec/*/start"),
]


def disable_echo(process: Process) -> None:
    """Puts the terminal of a fake container into raw mode, without echo."""
    console = process._console

    def feed(data: bytes) -> None:
        with console.changed:
            console._input += data
            console.changed.notify_all()

    console.feed = feed  # type: ignore[method-assign]


class OnTerminal:
    """A command line in a process of its own on a terminal."""

    def __init__(self, words: list[str], host: str, home: Path) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
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


@pytest.mark.parametrize(("line", "path"), RAW)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_in_raw_mode_restores_the_terminal_of_a_silent_engine(
    engine: FakeEngine, tmp_path: Path, line: str, path: str, number: signal.Signals
) -> None:
    reached = engine.fault("POST", path, faults.hang(after_bytes=0)).reached
    terminal = OnTerminal(line.split(), engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        assert reached.wait(15)
        terminal.wait_until_raw()
        engine.fault("*", "*", faults.hang())
        terminal.process.send_signal(number)
        if line.startswith("run"):  # the signal is forwarded first
            terminal.read_until(b"the next signal ends pydock")
            terminal.process.send_signal(number)
        assert terminal.process.wait(5) == 128 + number
        assert terminal.is_restored()
    finally:
        terminal.close()


# Name: (whether the engine takes the keys, its answer to a ping; None for the usual one).
SILENCES: dict[str, tuple[bool, Callable[[], Fault] | None]] = {
    "keys that are not read": (False, None),
    "no answer to a ping": (True, faults.hang),
    "the answer to a ping byte by byte": (True, lambda: Endless(b"HTTP/1.1 200 OK\r\nX: ", b"x")),
    "a refused connection": (True, faults.refuse),
}


@pytest.mark.parametrize("name", SILENCES)
def test_each_sign_of_a_silent_engine_is_reported(engine: FakeEngine, tmp_path: Path, name: str) -> None:
    takes_keys, ping = SILENCES[name]
    engine.programs["mute"] = _mute
    if not takes_keys:
        engine.fault("POST", "/exec/*/start", faults.hang(after_bytes=0))
    terminal = OnTerminal(["exec", "-it", "live", "mute"], engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        terminal.wait_until_raw()
        if ping is not None:
            engine.fault("HEAD", "/_ping", ping())
        os.write(terminal.ours, b"x\x03")
        terminal.read_until(REPORT)
        os.write(terminal.ours, b"\x03")
        assert terminal.process.wait(5) == 130
        assert terminal.is_restored()
    finally:
        terminal.close()


def test_ctrl_c_after_more_keys_than_a_socket_holds_ends_pydock(engine: FakeEngine, tmp_path: Path) -> None:
    engine.fault("POST", "/exec/*/start", faults.hang(after_bytes=0))
    terminal = OnTerminal(["exec", "-it", "live", "ask"], engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        terminal.wait_until_raw()
        os.set_blocking(terminal.ours, False)
        pasted, deadline = 0, time.monotonic() + 20
        while REPORT not in terminal.shown or pasted < 1_000_000:
            assert time.monotonic() < deadline, pasted
            readable, writable, _ = select.select([terminal.ours], [terminal.ours], [], 0.1)
            if readable:
                terminal.shown += os.read(terminal.ours, 65536)
            if writable:
                pasted += os.write(terminal.ours, b"x" * 4096)
        assert select.select([], [terminal.ours], [], 10)[1], "the terminal takes no more keys"
        os.write(terminal.ours, b"\x03")
        assert terminal.process.wait(5) == 130
        assert terminal.is_restored()
    finally:
        terminal.close()


def test_resized_window_of_a_silent_engine_does_not_keep_ctrl_c_from_ending_pydock(
    engine: FakeEngine, tmp_path: Path
) -> None:
    reached = engine.fault("POST", "/exec/*/start", faults.hang(after_bytes=0)).reached
    terminal = OnTerminal(RAW[3][0].split(), engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        assert reached.wait(15)
        terminal.wait_until_raw()
        engine.fault("*", "*", Endless(b"HTTP/1.1 200 OK\r\nX: ", b"x"))
        terminal.process.send_signal(signal.SIGWINCH)
        os.write(terminal.ours, b"x")
        terminal.read_until(REPORT)
        terminal.process.send_signal(signal.SIGWINCH)
        os.write(terminal.ours, b"\x03")
        assert terminal.process.wait(5) == 130
        assert terminal.is_restored()
    finally:
        terminal.close()


def test_ctrl_c_is_the_containers_again_after_output(engine: FakeEngine, tmp_path: Path) -> None:
    def keys(process: Process) -> int:
        disable_echo(process)
        process.write(b"? ")
        while data := process.read():
            process.write(b"<%s>" % data.hex().encode())
        return 0

    engine.programs["keys"] = keys
    silence = engine.fault("POST", "/exec/*/start", faults.hang(after_bytes=0))
    terminal = OnTerminal(["exec", "-it", "live", "keys"], engine.serve(str(tmp_path / "engine.sock")).host, tmp_path)
    try:
        assert silence.reached.wait(15)
        terminal.wait_until_raw()
        os.write(terminal.ours, b"x")
        terminal.read_until(REPORT)
        silence.release()
        terminal.read_until(b"? <78>")
        os.write(terminal.ours, b"\x03")
        terminal.read_until(b"<03>")
        assert terminal.process.poll() is None
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
    disable_echo(process)
    read = b""
    while b"\n" not in read and b"\r" not in read:
        piece = process.read()
        if not piece:
            return 1
        read += piece
    process.write(b"done")
    return 0
