"""`login`, `pull` and `push` on a terminal: hidden passwords, redrawn progress, and the restored terminal mode."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pyte
import pytest

from tests.engines import images
from tests.parity.canned import CannedEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry

    Spawn = Callable[..., "pexpect.spawn[bytes]"]

PYDOCK = str(Path(sys.executable).with_name("pydock"))
LFLAG = 3


@pytest.fixture
def spawn(engine: Dockerd, tmp_path: Path) -> Iterator[Spawn]:
    """Yields a function that runs PyDock on a terminal."""
    running: list[pexpect.spawn[bytes]] = []

    def start(*words: str, columns: int = 80, **environ: str) -> pexpect.spawn[bytes]:
        variables = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": engine.host, **environ}
        child: pexpect.spawn[bytes] = pexpect.spawn(
            PYDOCK, list(words), dimensions=(24, columns), timeout=20, env=variables
        )
        running.append(child)
        return child

    yield start
    for child in running:
        child.close(force=True)
    engine.reset()


def ended(child: pexpect.spawn[bytes]) -> tuple[int, bytes]:
    """Waits for the end; returns the status (128 + n for a signal) and the output since the last `expect`."""
    child.expect(pexpect.EOF)
    output = child.before
    child.close()
    status = child.exitstatus if child.exitstatus is not None else 128 + (child.signalstatus or 0)
    return status, output if isinstance(output, bytes) else b""


def echoes(child: pexpect.spawn[bytes]) -> bool:
    return bool(termios.tcgetattr(child.child_fd)[LFLAG] & termios.ECHO)


def wait_until_hidden(child: pexpect.spawn[bytes]) -> None:
    deadline = time.monotonic() + 10
    while echoes(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def screen(output: bytes, columns: int) -> list[str]:
    """Returns the lines of a terminal after `output`, without empty ones."""
    shown = pyte.Screen(columns, 24)
    pyte.ByteStream(shown).feed(output)
    return [line.rstrip() for line in shown.display if line.strip()]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signal_at_the_password_prompt_restores_the_echo(
    spawn: Spawn, private_registry: Registry, tmp_path: Path, number: int, status: int
) -> None:
    child = spawn("login", "-u", "somebody", private_registry.address)
    child.expect_exact(b"Password: ")
    wait_until_hidden(child)
    child.kill(number)
    deadline = time.monotonic() + 10
    while not echoes(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert echoes(child)
    assert ended(child)[0] == status
    assert not (tmp_path / ".docker" / "config.json").exists()


def test_wrong_password_is_not_echoed(spawn: Spawn, private_registry: Registry) -> None:
    child = spawn("login", private_registry.address)
    child.expect_exact(b"Username: ")
    child.sendline("somebody")
    child.expect_exact(b"Password: ")
    wait_until_hidden(child)
    child.sendline("very wrong")
    status, output = ended(child)
    assert status == 1
    assert b"401 Unauthorized" in output
    assert b"very wrong" not in output


def test_login_asks_for_name_and_password_once(spawn: Spawn, private_registry: Registry) -> None:
    name, password = private_registry.account or ("", "")
    child = spawn("login", private_registry.address)
    child.expect_exact(b"Username: ")
    child.sendline(name)
    child.expect_exact(b"Password: ")
    wait_until_hidden(child)
    child.sendline(password)
    status, output = ended(child)
    assert status == 0
    assert output.endswith(b"Login Succeeded\r\n")
    assert password.encode() not in output
    again = spawn("login", private_registry.address)
    status, output = ended(again)
    assert status == 0
    assert output.startswith(f"Authenticating with existing credentials... [Username: {name}]\r\n".encode())


@pytest.mark.parametrize(
    ("doing", "path", "answer"),
    [
        ("pull", "POST /images/create", '{"status":"Pulled"}\n'),
        ("push", "POST /images/example.test/x/push", '{"status":"Pushed"}\n'),
        ("search", "GET /images/search", '[{"name":"found"}]'),
    ],
)
def test_login_to_an_unknown_registry_asks_for_confirmation(
    spawn: Spawn, tmp_path: Path, doing: str, path: str, answer: str
) -> None:
    with CannedEngine() as engine:
        engine.say(answers={path: {"status": 401, "body": '{"message":"who?"}'}})
        child = spawn(doing, "example.test/x", columns=200, DOCKER_HOST=f"unix://{engine.socket}")
        child.expect_exact(f"\r\nLogin prior to {doing}:\r\nLog in with your Docker ID".encode())
        child.expect_exact(b"Username: ")
        child.sendline("me")
        child.expect_exact(b"Password: ")
        wait_until_hidden(child)
        engine.say(answers={path: answer})
        child.sendline("secret")
        status, output = ended(child)
        assert (status, b"secret" in output) == (0, False)
        assert {"pull": b"Pulled", "push": b"Pushed", "search": b"found"}[doing] in output
    assert not (tmp_path / ".docker" / "config.json").exists()


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_each_layer_of_a_pull_has_one_line(
    spawn: Spawn, registry: Registry, columns: int, environ: dict[str, str]
) -> None:
    name = registry.push(images.busybox(more_layers=4, layer_bytes=1 << 16), f"layers{columns}{len(environ)}", "1")
    status, output = ended(spawn("pull", name, columns=columns, **environ))
    lines = [line for line in screen(output, columns) if ": Pull complete" in line or ": Already exists" in line]
    assert (status, len(lines)) == (0, 5)
    assert len({line.partition(":")[0] for line in lines}) == 5
    assert b"A\x1b[2K\r" in output


def test_each_layer_of_a_push_has_one_line(spawn: Spawn, registry: Registry, engine: Dockerd) -> None:
    name = f"{registry.address}/pushed/layers:1"
    engine.load(images.busybox(name, more_layers=4, layer_bytes=1 << 16))
    status, output = ended(spawn("push", name, columns=200))
    lines = screen(output, 200)
    assert status == 0
    assert sum(": Pushed" in line or ": Mounted from" in line or ": Layer already" in line for line in lines) == 5
    assert lines[-1].startswith("1: digest: sha256:")


def test_interrupted_pull_reports_no_success(spawn: Spawn, registry: Registry) -> None:
    name = registry.push(images.busybox(more_layers=2, layer_bytes=40 << 20), "interrupted", "1")
    child = spawn("pull", name)
    child.expect_exact(b"Downloading")
    child.sendintr()
    status, output = ended(child)
    assert status == 130
    assert name.encode() not in output
    assert b"Status:" not in output
