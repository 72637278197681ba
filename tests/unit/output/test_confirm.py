"""A yes-or-no question on a terminal: keys, SIGINT, SIGTERM and SIGHUP, as docker 28.2.2 ends."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

PYDOCK = str(Path(sys.executable).with_name("pydock"))
DOCKER = shutil.which("docker")
ENDS: dict[str, tuple[bytes | signal.Signals, bytes, int]] = {
    "Ctrl-C": (b"\x03", b"^C\r\n", 0),
    "SIGINT": (signal.SIGINT, b"\r\n", 0),
    "SIGTERM": (signal.SIGTERM, b"\r\n", 0),
    "SIGHUP": (signal.SIGHUP, b"", -signal.SIGHUP),
    "Ctrl-D": (b"\x04", b"", 0),
    "n": (b"n\r", b"n\r\n", 0),
}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Yields the host of an engine without containers."""
    with FakeEngine() as engine:
        yield engine.serve(str(tmp_path / "engine.sock")).host
        assert not any(request.path.endswith("/prune") for request in engine.requests)


def read_until(descriptor: int, text: bytes) -> bytes:
    shown = b""
    deadline = time.monotonic() + 15
    while text not in shown:
        assert time.monotonic() < deadline, shown
        if select.select([descriptor], [], [], 0.1)[0]:
            shown += os.read(descriptor, 65536)
    return shown


def rest_of(descriptor: int) -> bytes:
    shown = b""
    while select.select([descriptor], [], [], 0.1)[0]:
        shown += os.read(descriptor, 65536)
    return shown.replace(b"\b \b", b"").replace(b"^D\b\b", b"")


@pytest.mark.parametrize("program", [PYDOCK, *([DOCKER] if DOCKER else [])], ids=os.path.basename)
@pytest.mark.parametrize("line", ["container prune", "image prune -a"])
@pytest.mark.parametrize("name", ENDS)
def test_signal_at_a_question_is_a_refusal_as_in_docker(
    program: str, line: str, name: str, host: str, tmp_path: Path
) -> None:
    how, shown, status = ENDS[name]
    environ = {"HOME": str(tmp_path), "DOCKER_HOST": host, "PATH": os.environ["PATH"]}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [program, *line.split()], stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True,
        preexec_fn=controlling_terminal,
    )  # fmt: skip
    try:
        read_until(ours, b"[y/N] ")
        time.sleep(0.1)  # the client may not read yet
        if isinstance(how, bytes):
            os.write(ours, how)
        else:
            process.send_signal(how)
        assert process.wait(10) == status
        assert rest_of(ours) == shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)


def controlling_terminal() -> None:
    """Makes the terminal on standard input send signals to this process."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
