from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import pydock_core

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


def test_program_below_the_current_folder_is_no_docker_plugin(tmp_path: Path) -> None:
    for name in ("home", "planted"):
        (tmp_path / name).mkdir()
    program = tmp_path / "planted" / "docker-buildx"
    program.write_text("#!/bin/sh\n" + METADATA + "touch mark\n")
    program.chmod(0o755)
    (tmp_path / "home" / "config.json").write_text('{"cliPluginsExtraDirs": ["planted", ".", ""]}')
    environ = {**os.environ, "DOCKER_CONFIG": str(tmp_path / "home"), "DOCKER_HOST": "unix:///nowhere"}
    words = [sys.executable, "-m", "pydock_core", "buildx", "ls"]
    environ["PYTHONPATH"] = os.path.dirname(os.path.dirname(pydock_core.__file__))
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "unknown command: pydock buildx" in done.stderr
    assert not (tmp_path / "mark").exists()


def test_docker_plugin_inherits_streams(tmp_path: Path) -> None:
    with _begin(tmp_path, 'read line; echo "<$line>"; exit 3\n') as process:
        shown, _ = process.communicate(b"typed\n", timeout=20)
    assert (process.returncode, shown) == (3, b"<typed>\n")
