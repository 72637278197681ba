"""`exec`, `stats`, `cp` and `container prune` on a terminal, on a real engine."""

from __future__ import annotations

import os
import signal
import termios
import time
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.e2e.command_line import PYDOCK
from tests.e2e.terminals import Terminal, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.engines.dockerd import Dockerd

    Spawn = Callable[..., "pexpect.spawn[bytes]"]

PROMPT = b"# "
LFLAG = 3
COLUMNS, ROWS = 110, 24


@pytest.fixture
def web(engine: Dockerd) -> Iterator[Dockerd]:
    """Yields the engine with a running container `web`."""
    start(engine, "web")
    yield engine
    engine.reset()


@pytest.fixture
def spawn(web: Dockerd, tmp_path: Path) -> Iterator[Spawn]:
    """Yields a function that runs PyDock on a terminal of 110 columns and 24 rows."""
    running: list[pexpect.spawn[bytes]] = []

    def begin(*words: str, columns: int = COLUMNS, **environ: str) -> pexpect.spawn[bytes]:
        variables = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": web.host, **environ}
        child: pexpect.spawn[bytes] = pexpect.spawn(
            str(PYDOCK), list(words), dimensions=(ROWS, columns), timeout=20, env=variables, cwd=str(tmp_path)
        )
        running.append(child)
        return child

    yield begin
    for child in running:
        child.close(force=True)


def start(engine: Dockerd, name: str) -> None:
    engine.request("POST", f"/containers/create?name={name}", {"Image": "busybox", "Cmd": ["sleep", "1000"]})
    assert engine.request("POST", f"/containers/{name}/start").status == 204


def status(child: pexpect.spawn[bytes]) -> int:
    """Waits for the end of the process and returns its status; 128 + n for a signal."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus if child.exitstatus is not None else 128 + (child.signalstatus or 0)


def is_raw(child: pexpect.spawn[bytes]) -> bool:
    return not termios.tcgetattr(child.child_fd)[LFLAG] & termios.ICANON


def test_exec_has_the_size_of_the_terminal_after_a_resize(spawn: Spawn) -> None:
    child = spawn("exec", "-it", "web", "sh")
    child.expect_exact(PROMPT)
    child.sendline("stty size")
    child.expect_exact(b"24 110\r\n")
    child.setwinsize(20, 40)
    time.sleep(0.5)
    child.sendline("stty size")
    child.expect_exact(b"20 40\r\n")
    child.sendline("exit 5")
    assert status(child) == 5


def test_exec_sends_signal_keys_to_the_command(spawn: Spawn) -> None:
    child = spawn("exec", "-it", "web", "sh")
    child.expect_exact(PROMPT)
    assert is_raw(child)
    child.send("\x03")
    child.expect_exact(PROMPT)
    child.sendline("echo al''ive")
    child.expect_exact(b"alive")
    child.sendline("exit")
    assert status(child) == 0


@pytest.mark.parametrize(("words", "keys"), [((), "\x10\x11"), (("--detach-keys", "ctrl-x,y"), "\x18y")])
def test_detached_exec_leaves_the_command_running(
    spawn: Spawn, web: Dockerd, words: tuple[str, ...], keys: str
) -> None:
    child = spawn("exec", "-it", *words, "web", "sh")
    child.expect_exact(PROMPT)
    child.send(keys)
    child.expect_exact(b"read escape sequence")
    assert status(child) == 1
    assert len(web.request("GET", "/containers/web/json").json()["ExecIDs"]) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_to_exec_restores_the_terminal(spawn: Spawn, number: int) -> None:
    child = spawn("exec", "-it", "web", "sh")
    child.expect_exact(PROMPT)
    descriptor = os.dup(child.child_fd)
    child.kill(number)
    assert status(child) == 128 + number
    assert termios.tcgetattr(descriptor)[LFLAG] & termios.ICANON
    os.close(descriptor)


def test_exec_without_stdin_keeps_the_terminal_mode(spawn: Spawn) -> None:
    child = spawn("exec", "-t", "web", "sh", "-c", "tty; sleep 1")
    child.expect_exact(b"/dev/pts/")
    assert not is_raw(child)
    assert status(child) == 0


@pytest.fixture
def watch(web: Dockerd, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Yields a function that runs PyDock on a terminal with an emulated screen."""
    running: list[Terminal] = []

    def begin(*words: str, **environ: str) -> Terminal:
        variables = environment(tmp_path, web.host, **environ)
        running.append(Terminal(str(PYDOCK), *words, columns=COLUMNS, environ=variables, folder=tmp_path))
        return running[-1]

    yield begin
    for terminal in running:
        terminal.close()


def names(lines: list[str]) -> list[str]:
    return sorted(line.split()[1] for line in lines[1:] if len(line.split()) > 1)


@pytest.mark.parametrize(
    "environ", [{}, {"TERM": "dumb"}, {"NO_COLOR": "1"}], ids=lambda environ: "-".join(environ) or "plain"
)
def test_stats_page_follows_started_and_removed_containers(
    watch: Callable[..., Terminal], web: Dockerd, environ: dict[str, str]
) -> None:
    screen = watch("stats", **environ)
    lines = screen.wait(lambda lines: names(lines) == ["web"])
    assert lines[0].split("  ")[0] == "CONTAINER ID"
    start(web, "late")
    screen.wait(lambda lines: names(lines) == ["late", "web"])
    web.request("DELETE", "/containers/web?force=1")
    lines = screen.wait(lambda lines: names(lines) == ["late"])
    assert len(lines) == 2
    screen.type("\x03")
    assert screen.end() == 130


def test_stats_row_of_an_ended_container_has_no_numbers(watch: Callable[..., Terminal], web: Dockerd) -> None:
    screen = watch("stats", "web")
    screen.wait(lambda lines: len(lines) == 2 and "--" not in lines[1])
    web.request("DELETE", "/containers/web?force=1")
    lines = screen.wait(lambda lines: len(lines) == 2 and "--" in lines[1])
    assert "-- / --" in lines[1]
    screen.type("\x03")
    assert screen.end() == 130


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_stats_without_stream_print_a_plain_table_in_every_width(spawn: Spawn, columns: int) -> None:
    child = spawn("stats", "--no-stream", columns=columns)
    child.expect_exact(b"CONTAINER ID   NAME")
    child.expect_exact(b"web")
    assert status(child) == 0
    assert b"\x1b" not in (child.before or b"")


def test_cp_shows_progress_and_erases_it(spawn: Spawn, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(30 << 20))
    child = spawn("cp", "large", "web:/large")
    child.expect_exact(b"Copying to container - ")
    child.expect_exact(b"\rCopying to container - ")
    child.expect_exact(b" \rSuccessfully copied 31.5MB to web:/large\r\n")
    assert status(child) == 0
    back = spawn("cp", "web:/large", "back")
    back.expect_exact(b"Copying from container - ")
    back.expect_exact(b"Successfully copied 31.5MB to ")
    assert status(back) == 0
    assert (tmp_path / "back").read_bytes() == bytes(30 << 20)


@pytest.mark.parametrize(("typed", "left"), [("n", 1), ("y", 0)])
def test_prune_asks_for_confirmation(spawn: Spawn, web: Dockerd, typed: str, left: int) -> None:
    web.request("POST", "/containers/create?name=idle", {"Image": "busybox"})
    child = spawn("container", "prune")
    child.expect_exact(b"Are you sure you want to continue? [y/N] ")
    child.sendline(typed)
    assert status(child) == 0
    assert (web.request("GET", "/containers/idle/json").status == 200) is bool(left)


def test_ctrl_c_at_the_confirmation_of_prune_is_a_no(spawn: Spawn, web: Dockerd) -> None:
    web.request("POST", "/containers/create?name=idle", {"Image": "busybox"})
    child = spawn("container", "prune")
    child.expect_exact(b"[y/N] ")
    child.sendintr()
    assert status(child) == 0
    assert web.request("GET", "/containers/idle/json").status == 200
