from __future__ import annotations

import json
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


@pytest.mark.parametrize("folder", ["planted", ".", "", "absolute"])
def test_program_below_the_current_folder_is_no_docker_plugin(tmp_path: Path, folder: str) -> None:
    for name in ("home", "planted"):
        (tmp_path / name).mkdir()
    for name in (".", "planted"):
        program = tmp_path / name / "docker-buildx"
        program.write_text("#!/bin/sh\n" + METADATA + f"touch {tmp_path}/mark\n")
        program.chmod(0o755)
    named = str(tmp_path / "planted") if folder == "absolute" else folder
    (tmp_path / "home" / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [named]}))
    environ = {**os.environ, "DOCKER_CONFIG": str(tmp_path / "home"), "DOCKER_BUILDKIT": "1"}
    environ["PYTHONPATH"] = os.path.dirname(os.path.dirname(pydock_core.__file__))
    words = [sys.executable, "-m", "pydock_core", "build", "."]
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (tmp_path / "mark").exists() == (folder == "absolute")
    assert done.returncode == int(folder != "absolute")


def test_docker_plugin_inherits_streams(tmp_path: Path) -> None:
    with _begin(tmp_path, 'read line; echo "<$line>"; exit 3\n') as process:
        shown, _ = process.communicate(b"typed\n", timeout=20)
    assert (process.returncode, shown) == (3, b"<typed>\n")
