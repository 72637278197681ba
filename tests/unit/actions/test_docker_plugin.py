from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

METADATA = 'if [ "$1" = docker-cli-plugin-metadata ]; then echo \'{"SchemaVersion":"0.1.0","Vendor":"us"}\'; exit; fi\n'


def _begin(tmp_path: Path, script: str) -> subprocess.Popen[bytes]:
    program = tmp_path / ".docker" / "cli-plugins" / "docker-buildx"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n" + METADATA + script)
    program.chmod(0o755)
    environ = {**os.environ, "HOME": str(tmp_path), "DOCKER_BUILDKIT": "1"}
    words = [sys.executable, "-m", "pydock_core", "build", "."]
    return subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=os.getcwd())


@pytest.mark.parametrize(("number", "name"), [(signal.SIGINT, "INT"), (signal.SIGTERM, "TERM")])
def test_docker_plugin_handles_forwarded_signal(tmp_path: Path, number: signal.Signals, name: str) -> None:
    script = f"trap 'echo got {name}; exit 9' {name}\necho ready\nwhile :; do sleep 0.05; done\n"
    with _begin(tmp_path, script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert process.communicate(timeout=20)[0] == f"got {name}\n".encode()
    assert process.returncode == 9


def test_killed_docker_plugin_sets_exit_status_of_signal(tmp_path: Path) -> None:
    with _begin(tmp_path, "kill -KILL $$\n") as process:
        process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGKILL


def test_docker_plugin_inherits_streams(tmp_path: Path) -> None:
    with _begin(tmp_path, 'read line; echo "<$line>"; exit 3\n') as process:
        shown, _ = process.communicate(b"typed\n", timeout=20)
    assert (process.returncode, shown) == (3, b"<typed>\n")
