from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.unit.cli_plugins.programs import METADATA, ROOT, is_running
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli_plugins.programs import Home

WAITING = "trap 'echo signal' INT TERM\ntouch $HOME/ready\nuntil [ -e $HOME/go ]; do sleep 0.02; done\nexit 9\n"
CONNECTED = f"""\
exec {sys.executable} -c '
import os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect("\\0" + os.environ["DOCKER_CLI_PLUGIN_SOCKET"][1:])
open(os.environ["HOME"] + "/ready", "w").close()
sys.exit(4 if connection.recv(1) == b"" else 5)
'
"""


def _begin(home: Home, *words: str, body: str) -> subprocess.Popen[bytes]:
    """Starts PyDock with the plugin `say`, and waits until the plugin runs."""
    home.write("say", body)
    process = subprocess.Popen(
        home.command(*words), env=home.process_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    wait_until((home.folder / "ready").exists)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_is_not_passed_on_to_docker_plugin(home: Home, number: signal.Signals) -> None:
    with _begin(home, "say", body=WAITING) as process:
        process.send_signal(number)
        process.send_signal(signal.SIGCONT)
        (home.folder / "go").touch()
        assert process.communicate(timeout=20)[0] == b""
    assert process.returncode == 9


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_connections_of_docker_plugin_socket(home: Home, number: signal.Signals) -> None:
    with _begin(home, "say", body=CONNECTED) as process:
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 4


def test_third_signal_kills_docker_plugin(home: Home) -> None:
    home.write("say", f"echo $$ >$HOME/pid\n{WAITING}")
    with subprocess.Popen(
        home.command("say"), env=home.process_environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        wait_until((home.folder / "ready").exists)
        while process.poll() is None:  # equal signals that wait count as one
            process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert process.stderr.read() == b"got 3 SIGTERM/SIGINTs, forcefully exiting\n"
    assert process.returncode == 1
    pid = int((home.folder / "pid").read_text())
    wait_until(lambda: not is_running(pid))


def test_killed_docker_plugin_sets_exit_status_255(home: Home) -> None:
    home.write("say", "kill -KILL $$\n")
    done = subprocess.run(home.command("say"), env=home.process_environ(), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (255, b"", b"")


def test_docker_plugin_inherits_streams(home: Home) -> None:
    home.write("say", 'read line; echo "<$line>"; exit 3\n')
    environ = home.process_environ()
    done = subprocess.run(home.command("say"), env=environ, input=b"typed\n", stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (3, b"<typed>\n")


@pytest.mark.parametrize("started", ["module", "script", "docker", "relative"])
def test_docker_plugin_calls_pydock_back(home: Home, started: str) -> None:
    home.write("say", 'exec "$DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND" --config "$HOME/.docker" system dial-stdio\n')
    script = os.path.join(os.path.dirname(sys.executable), "pydock")
    (home.folder / "docker").symlink_to(script)
    programs = {"script": [script], "docker": [str(home.folder / "docker")], "relative": ["./docker"]}
    command = [*programs.get(started, home.command()), "say"]
    with FakeEngine() as engine, engine.serve(str(home.folder / "docker.sock")) as door:
        environ = home.process_environ(DOCKER_HOST=door.host)
        request = b"GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        done = subprocess.run(
            command, env=environ, cwd=home.folder, input=request, capture_output=True, check=False, timeout=60
        )
    assert done.stderr == b""
    assert done.stdout.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("folder", ["planted", ".", "", "absolute"])
def test_program_below_the_current_folder_is_no_docker_plugin(tmp_path: Path, folder: str) -> None:
    for name in ("home", "planted"):
        (tmp_path / name).mkdir()
    for name in (".", "planted"):
        program = tmp_path / name / "docker-buildx"
        metadata = f"if [ $1 = docker-cli-plugin-metadata ]; then echo '{json.dumps(METADATA)}'; exit; fi\n"
        program.write_text(f"#!/bin/sh\n{metadata}touch {tmp_path}/mark\n")
        program.chmod(0o755)
    named = str(tmp_path / "planted") if folder == "absolute" else folder
    (tmp_path / "home" / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [named]}))
    environ = {**os.environ, "DOCKER_CONFIG": str(tmp_path / "home"), "DOCKER_BUILDKIT": "1"}
    environ["PYTHONPATH"] = ROOT
    words = [sys.executable, "-m", "pydock_core", "build", "."]
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (tmp_path / "mark").exists() == (folder == "absolute")
    assert done.returncode == int(folder != "absolute")


def test_known_docker_plugin_is_run_without_heavy_imports(home: Home) -> None:
    home.write("say", "exit 0\n")
    program = """\
import os, sys
sys.argv = ["pydock", "say"]
from pydock_core import cli
def leave(status):
    print(*sorted({"pluggy", "inspect", "selectors", "subprocess", "threading", "typing"} & set(sys.modules)))
    sys.stdout.flush()
    os._exit(status)
cli.leave = leave
cli.entry()
"""
    command = [sys.executable, "-S", "-c", program]
    path = os.pathsep.join([ROOT, f"{ROOT}/plugins", *filter(None, sys.path)])
    for _ in range(2):
        done = subprocess.run(command, env=home.process_environ(PYTHONPATH=path), capture_output=True, check=True)
    assert done.stdout == b"\n"
    assert home.asked == ["say"]
