"""A yes-or-no question on a terminal: keys, SIGINT, SIGTERM and SIGHUP, as docker 28.2.2 ends."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

PYDOCK = str(Path(sys.executable).with_name("pydock"))
DOCKER = shutil.which("docker")
# Each module with a yes-or-no question, and its command line.
QUESTIONS = {
    "plugins/pydock_builder/prune.py": "builder prune",
    "plugins/pydock_container/prune.py": "container prune",
    "plugins/pydock_image/prune.py": "image prune -a",
    "plugins/pydock_network/prune.py": "network prune",
    "plugins/pydock_network/rm.py": "network rm mesh",
    "plugins/pydock_plugin/remote.py": "plugin install sample",
    "plugins/pydock_plugin/upgrade.py": "plugin upgrade one other:2",
    "plugins/pydock_system/prune.py": "system prune --volumes",
    "plugins/pydock_volume/prune.py": "volume prune",
}
ENDS: dict[str, tuple[bytes | signal.Signals, bytes, int]] = {
    "Ctrl-C": (b"\x03", b"^C\r\n", 0),
    "SIGINT": (signal.SIGINT, b"\r\n", 0),
    "SIGTERM": (signal.SIGTERM, b"\r\n", 0),
    "SIGHUP": (signal.SIGHUP, b"", -signal.SIGHUP),
    "Ctrl-D": (b"\x04", b"", 0),
    "n": (b"n\r", b"n\r\n", 0),
}
# An answer of no is an error of `plugin install`.
DENIED = b"permission denied while installing plugin docker.io/library/sample\r\n"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Yields the host of an engine without containers, with the routing mesh `mesh` of a swarm and the plugin `one`."""
    with FakeEngine() as engine:
        engine.plugins.registry["sample:latest"] = {"Network": {"Type": "host"}}
        engine.plugins.registry["other:2"] = {}
        engine.plugins.add(engine, "one:latest", {})
        engine.fault("GET", "/networks/mesh", faults.answer(200, b'{"Name": "mesh", "Ingress": true}'))
        yield engine.serve(str(tmp_path / "engine.sock")).host
        changes = ("/prune", "/plugins/pull", "/upgrade")
        assert not any(request.path.endswith(changes) or request.method == "DELETE" for request in engine.requests)


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


@pytest.mark.sampled(3)
@pytest.mark.parametrize("program", [PYDOCK, *([DOCKER] if DOCKER else [])], ids=os.path.basename)
@pytest.mark.parametrize("line", QUESTIONS.values())
@pytest.mark.parametrize("name", ENDS)
def test_signal_at_a_question_is_a_refusal_as_in_docker(
    program: str, line: str, name: str, host: str, tmp_path: Path
) -> None:
    how, shown, status = ENDS[name]
    if line == "plugin install sample" and name in ("Ctrl-D", "n"):
        shown, status = shown + DENIED, 1
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


def test_every_question_is_listed() -> None:
    root = Path(__file__).parents[3]
    found = {
        str(path.relative_to(root))
        for path in root.glob("plugins/**/*.py")
        if re.search(r"\bconfirm(_prune)?\(", path.read_text())
    }
    assert found == set(QUESTIONS)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_at_the_question_for_a_user_name_ends_the_line(
    number: signal.Signals, status: int, host: str, tmp_path: Path
) -> None:
    environ = {"HOME": str(tmp_path), "DOCKER_HOST": host, "PATH": os.environ["PATH"]}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PYDOCK, "login", "localhost:1"], stdin=theirs, stdout=theirs, stderr=theirs, env=environ
    )
    try:
        read_until(ours, b"Username: ")
        time.sleep(0.1)  # the client may not read yet
        process.send_signal(number)
        assert process.wait(10) == status
        assert rest_of(ours) == b"\r\n"
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
