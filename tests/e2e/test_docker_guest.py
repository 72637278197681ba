"""Commands of PyDock as CLI plugins of the real docker, on a real engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.e2e.command_line import PYDOCK
from tests.parity import clients
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engines.dockerd import Dockerd
    from tests.engines.relay import Relay

    Docker = Callable[..., subprocess.CompletedProcess[str]]

DOCKER = str(clients.docker())
pytestmark = pytest.mark.skipif(clients.docker() is None, reason="needs docker's client")


@pytest.fixture
def environ(engine: Dockerd, tmp_path: Path, cache: Path) -> dict[str, str]:
    """Returns the environment of a docker with the plugins `groups` and `pydock`."""
    engine.reset()
    found = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DOCKER_HOST": engine.host}
    found["XDG_CACHE_HOME"] = str(cache)
    subprocess.run([PYDOCK, "self", "docker-plugin", "install", "groups", "pydock"], env=found, check=True, timeout=60)
    return found


@pytest.fixture
def docker(environ: dict[str, str]) -> Docker:
    """Returns a function that runs docker, with variables by name."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DOCKER, *words], env={**environ, **variables}, capture_output=True, text=True, timeout=60
        )

    return run


def test_docker_reports_the_errors_of_a_command_with_its_status(docker: Docker, tmp_path: Path) -> None:
    done = docker("groups", "rm", "nosuch")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "no such group: nosuch\n")
    done = docker("groups", "ls", "--nosuch")
    assert (done.returncode, done.stdout) == (125, "")
    assert done.stderr == (
        "unknown flag: --nosuch\n\nUsage:  docker groups ls [OPTIONS]\n\n"
        "Run 'docker groups ls --help' for more information\n"
    )
    done = docker("pydock", "run", "--rm", "busybox", "sh", "-c", "exit 3")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
    done = docker("-H", f"unix://{tmp_path}/none", "groups", "ls")
    assert done.stderr.endswith(
        f"Cannot connect to the Docker daemon at unix://{tmp_path}/none. Is the docker daemon running?\n"
    )


def test_docker_reports_a_plugin_whose_pydock_is_gone(docker: Docker, tmp_path: Path) -> None:
    shim = tmp_path / ".docker" / "cli-plugins" / "docker-groups"
    shim.write_text(shim.read_text().replace(str(PYDOCK), "/gone/pydock"))
    done = docker("groups", "ls")
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == (
        f"docker groups: PyDock is gone: /gone/pydock is missing; install PyDock again, or remove {shim}\n"
    )
    assert "groups*" in docker("--help").stdout


def test_docker_lists_and_runs_commands_of_pydock(docker: Docker, engine: Dockerd) -> None:
    assert docker("groups", "create", "web").stdout == "web\n"
    assert docker("groups", "ls", "-q").stdout == "web\n"
    assert docker("pydock", "groups", "ls", "-q").stdout == "web\n"
    listed = docker("--help").stdout
    assert "  groups*     Manage groups of containers\n" in listed
    assert "  pydock*     Run any command of PyDock\n" in listed
    assert "Invalid Plugins" not in listed
    plugins = json.loads(docker("info", "--format", "{{json .ClientInfo.Plugins}}").stdout)
    assert [(plugin["Name"], plugin["Vendor"]) for plugin in plugins] == [("groups", "PyDock"), ("pydock", "PyDock")]


def test_help_pages_name_docker(docker: Docker) -> None:
    page = docker("groups", "--help")
    assert page.stdout.startswith("Usage:  docker groups COMMAND\n\nManage groups of containers\n")
    assert page.stdout.endswith("Run 'docker groups COMMAND --help' for more information on a command.\n")
    assert (page.returncode, page.stderr) == (0, "")
    assert docker("help", "groups").stdout == page.stdout
    assert docker("--help", "groups").stdout == page.stdout
    assert docker("help", "groups", "ls").stdout == docker("groups", "ls", "--help").stdout
    assert docker("pydock", "ps", "--help").stdout.startswith("Usage:  docker pydock ps [OPTIONS]\n")
    assert docker("help", "pydock").stdout.startswith("Usage:  docker pydock [OPTIONS] COMMAND\n")


def test_engine_is_that_which_docker_chose(docker: Docker, engine: Dockerd, relay: Relay, tmp_path: Path) -> None:
    assert docker("-H", relay.host, "groups", "ls", DOCKER_HOST="unix:///nowhere").returncode == 0
    assert docker("context", "create", "far", "--docker", f"host={relay.host}").returncode == 0
    for words, variables in (
        (["--context", "far"], {}),
        ([], {"DOCKER_HOST": "", "DOCKER_CONTEXT": "far"}),
        (["--config", str(tmp_path / ".docker"), "-c", "far"], {"DOCKER_CONFIG": "", "HOME": str(tmp_path)}),
    ):
        relay.take()
        done = docker(*words, "groups", "ls", **variables)
        assert (done.returncode, done.stderr) == (0, "")
        assert relay.take() != []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_to_docker_ends_the_command(environ: dict[str, str], relay: Relay, number: signal.Signals) -> None:
    environ["DOCKER_HOST"] = relay.host
    with subprocess.Popen(
        [DOCKER, "pydock", "events"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        wait_until(lambda: any(request.path.endswith("/events") for request in relay.so_far()))
        process.send_signal(number)
        assert process.communicate(timeout=20) == (b"", b"")
    assert process.returncode == 130


def test_ctrl_c_at_a_terminal_ends_the_command(environ: dict[str, str], relay: Relay) -> None:
    environ["DOCKER_HOST"] = relay.host
    child = pexpect.spawn(DOCKER, ["pydock", "events"], env=environ, timeout=20)
    wait_until(lambda: any(request.path.endswith("/events") for request in relay.so_far()))
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_docker_completes_commands_of_pydock(docker: Docker, engine: Dockerd) -> None:
    assert docker("groups", "create", "web").returncode == 0

    def offered(*words: str) -> list[str]:
        done = docker("__complete", *words)
        assert done.returncode == 0
        return [line.partition("\t")[0] for line in done.stdout.splitlines()]

    assert offered("groups", "") == [*"create inspect logs ls ps rm start stop".split(), ":4"]
    assert offered("groups", "rm", "") == ["web", ":4"]
    assert offered("pydock", "groups", "l") == ["logs", "ls", ":4"]
    assert "groups" in offered("gro")
    assert "ps" in offered("pydock", "")
