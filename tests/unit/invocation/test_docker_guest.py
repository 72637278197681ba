"""PyDock as a CLI plugin of docker: the words of docker's command line, and docker's socket for cancelling."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins.shim_file import RUN_AS_DOCKER_PLUGIN
from pydock_core.errors import PyDockError
from pydock_core.invocation.docker_guest import enter_docker_plugin
from pydock_core.testing import FakeEngine, run_pydock
from tests.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "words",
    [
        "",
        "groups",
        "groups ps",
        "groups help",
        "groups -D",
        "groups help ps groups",
        "groups -H unix:///x ps groups",
        "pydock ps",
        "pydock groups pydock",
    ],
)
def test_words_that_docker_does_not_use_are_refused(words: str) -> None:
    name = words.partition(" ")[0]
    with pytest.raises(PyDockError) as raised:
        enter_docker_plugin(words.split(), {})
    assert str(raised.value) == f"docker-{name} is a CLI plugin of docker, which runs it: docker {name}"


@pytest.mark.parametrize(
    ("words", "program", "command_line"),
    [
        ("groups groups", "docker", "groups"),
        ("groups groups ls -q", "docker", "groups ls -q"),
        ("groups groups --help", "docker", "groups --help"),
        ("groups help groups ls", "docker", "help groups ls"),
        ("groups --help groups", "docker", "--help groups"),
        ("groups -H unix:///x -D groups ls", "docker", "-H unix:///x -D groups ls"),
        ("groups --context=a groups --context b", "docker", "--context=a groups --context b"),
        ("groups __complete groups ls x", "docker", "__complete groups ls x"),
        ("pydock pydock", "docker pydock", ""),
        ("pydock pydock ps pydock", "docker pydock", "ps pydock"),
        ("pydock -H unix:///x pydock -D ps", "docker pydock", "-H unix:///x -D ps"),
        ("pydock -H pydock pydock ps", "docker pydock", "-H pydock ps"),
        ("pydock help pydock ps", "docker pydock", "help ps"),
        ("pydock --help pydock ps", "docker pydock", "--help ps"),
        ("pydock __complete pydock ps x", "docker pydock", "__complete ps x"),
    ],
)
def test_words_of_docker_become_a_command_line(words: str, program: str, command_line: str) -> None:
    assert enter_docker_plugin(words.split(), {}) == [program, *command_line.split()]


def test_messages_name_docker() -> None:
    shown = run_pydock([RUN_AS_DOCKER_PLUGIN, "groups", "groups", "ls", "--nosuch"])
    assert shown.stderr.splitlines()[-1] == "Run 'docker groups ls --help' for more information"
    shown = run_pydock([RUN_AS_DOCKER_PLUGIN, "pydock", "pydock", "run"])
    assert shown.stderr.splitlines()[-1] == "See 'docker pydock run --help' for more information"
    assert run_pydock([RUN_AS_DOCKER_PLUGIN, "groups", "ps"]).status == 1
    shown = run_pydock([RUN_AS_DOCKER_PLUGIN, "pydock", "pydock", "completion", "bash"])
    assert "complete -o nospace -F _pydock_argcomplete pydock\n" in shown.stdout


def test_host_of_docker_s_flag_is_used() -> None:
    shown = run_pydock([RUN_AS_DOCKER_PLUGIN, "groups", "-c", "nosuch", "groups", "ls"])
    assert 'unable to resolve docker endpoint: context "nosuch": context not found' in shown.stderr


@pytest.mark.parametrize("address", ["", "@", "@no-such-socket", "/no/such/socket", "x" * 200])
def test_missing_socket_does_not_stop_the_command(address: str) -> None:
    environ = {"HOME": "/nowhere", "PYDOCK_INDEX": "off", "DOCKER_CLI_PLUGIN_SOCKET": address}
    assert run_pydock([RUN_AS_DOCKER_PLUGIN, "groups", "groups", "ls"], environ=environ).status == 0


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_end_of_docker_s_connection_interrupts_the_command(tmp_path: Path, kind: str) -> None:
    address = str(tmp_path / "plugin.sock") if kind == "path" else f"@pydock-test-{os.getpid()}"
    if kind == "abstract" and sys.platform != "linux":
        pytest.skip("abstract sockets are Linux's")
    words = [sys.executable, "-m", "pydock_core", RUN_AS_DOCKER_PLUGIN, "pydock", "pydock", "events"]
    environ = {**os.environ, "HOME": str(tmp_path), "DOCKER_CLI_PLUGIN_SOCKET": address}
    with FakeEngine() as engine, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address.replace("@", "\0", 1))
        listener.listen()
        environ["DOCKER_HOST"] = engine.serve(str(tmp_path / "engine.sock")).host
        with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            connection, _ = listener.accept()
            with connection:
                wait_until(lambda: any(request.path.endswith("/events") for request in engine.requests))
                assert process.poll() is None
            assert process.communicate(timeout=20) == (b"", b"")
    assert process.returncode == 128 + signal.SIGINT
