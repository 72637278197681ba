"""CLI plugins of docker on a terminal: Ctrl-C once and three times, the foreground, and completion in bash."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Spawn = Callable[..., "pexpect.spawn[bytes]"]

PYDOCK = str(Path(sys.executable).with_name("pydock"))
METADATA = """\
#!/bin/sh
[ "$1" = docker-cli-plugin-metadata ] && { echo '{"SchemaVersion":"0.1.0","Vendor":"us"}'; exit; }
"""


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Yields a function that writes the plugin `say` and runs a line of sh on a terminal."""
    running: list[pexpect.spawn[bytes]] = []
    plugin = tmp_path / ".docker" / "cli-plugins" / "docker-say"
    plugin.parent.mkdir(parents=True)

    def start(line: str, body: str) -> pexpect.spawn[bytes]:
        plugin.write_text(METADATA + body)
        plugin.chmod(0o755)
        environ = {**os.environ, "HOME": str(tmp_path)}
        child: pexpect.spawn[bytes] = pexpect.spawn(
            "/bin/sh", ["-c", line.replace("pydock", PYDOCK)], timeout=20, env=environ, cwd=str(tmp_path)
        )
        running.append(child)
        return child

    yield start
    for child in running:
        child.close(force=True)


def status(child: pexpect.spawn[bytes]) -> int:
    """Waits for the end of the process and returns its status; 128 + n for a signal."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus if child.exitstatus is not None else 128 + (child.signalstatus or 0)


def test_ctrl_c_is_left_to_docker_plugin(spawn: Spawn) -> None:
    child = spawn("exec pydock say", "trap 'echo interrupted; exit 7' INT\necho ready\nwhile :; do sleep 0.05; done\n")
    child.expect(b"ready")
    child.sendintr()
    child.expect(b"interrupted")
    assert status(child) == 7


def test_three_ctrl_c_on_terminal_are_left_to_docker_plugin(spawn: Spawn) -> None:
    body = (
        "trap 'count=x$count; echo got $count' INT\necho ready\nuntil [ $count = xxx ]; do sleep 0.02; done\nexit 4\n"
    )
    child = spawn("exec pydock say", f"count=\n{body.replace('$count = xxx', 'x$count = xxxx')}")
    child.expect(b"ready")
    for count in (b"got x\r", b"got xx\r", b"got xxx\r"):
        child.sendintr()
        child.expect(count)
    assert status(child) == 4


def test_third_ctrl_c_kills_docker_plugin_whose_output_is_a_file(spawn: Spawn) -> None:
    body = "trap 'count=x$count; echo got $count >&2' INT\necho ready >&2\nwhile :; do sleep 0.02; done\n"
    child = spawn("exec pydock say >output", body)
    child.expect(b"ready")
    forced = b"got 3 SIGTERM/SIGINTs, forcefully exiting"
    for number in range(1, 20):  # a busy machine may merge two signals into one
        child.sendintr()
        if child.expect([forced, f"got {'x' * number}\r".encode()]) == 0:
            assert number >= 3
            break
    assert status(child) == 1


def test_docker_plugin_reads_from_terminal_in_foreground(spawn: Spawn) -> None:
    child = spawn("exec pydock say", 'test -t 0 && test -t 1 && read line && echo "<$line>"\n')
    child.sendline(b"typed")
    child.expect(b"<typed>")
    assert status(child) == 0


def test_bash_completes_docker_plugin(spawn: Spawn, tmp_path: Path) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "pydock").symlink_to(PYDOCK)
    body = "[ \"$1\" = __complete ] && printf 'uppermost\\tGo up\\n:4\\n'\n"
    child = spawn("exec bash --norc --noprofile -i", body)
    child.sendline(f"PATH={folder}:$PATH; PS1='> '; eval \"$(pydock completion bash)\"; echo do''ne".encode())
    child.expect(b"done")
    child.send(b"pydock say upp\t")
    child.expect(b"pydock say uppermost")
    child.sendline(b"")
    child.sendline(b"exit")
    child.expect(pexpect.EOF)
