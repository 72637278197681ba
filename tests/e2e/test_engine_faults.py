"""A killed engine, and Ctrl-C at each request of a run: one error line, the status of docker, no container left."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.engines import images
from tests.engines.dockerd import Dockerd
from tests.engines.slow_registry import SlowRegistry
from tests.fault_injection.processes import Client
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from tests.engines.registry import Registry
    from tests.engines.relay import Relay


@pytest.fixture
def mortal(real_parts: None) -> Iterator[Dockerd]:
    """Yields an engine that a test may kill."""
    with Dockerd(images=(images.busybox(),)) as running:
        yield running


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path)}


@pytest.fixture
def stuck_image(registry: Registry) -> Iterator[tuple[str, SlowRegistry]]:
    """Yields an image whose pull never ends, with its registry."""
    image = images.busybox("stuck:1", more_layers=2, layer_bytes=4 << 20)
    name = registry.push(image, "team/stuck", "1")
    with SlowRegistry(registry.address, most_bytes=1 << 20) as slow:
        yield name.replace(registry.address, slow.address), slow


def line_of(stream: IO[bytes] | None) -> bytes:
    assert stream is not None
    return stream.readline()


def ending(process: subprocess.Popen[bytes], seconds: float = 15) -> tuple[int, list[str]]:
    """Waits for the end of the process and returns (exit status, lines on stderr)."""
    _, stderr = process.communicate(timeout=seconds)
    assert b"Traceback" not in stderr
    assert b"internal error" not in stderr
    return process.returncode, stderr.decode().splitlines()


def test_engine_killed_during_a_command_is_reported(
    mortal: Dockerd, environ: dict[str, str], stuck_image: tuple[str, SlowRegistry]
) -> None:
    name, slow = stuck_image
    client = Client(environ, mortal.host)
    script = "echo said; exec sleep 600"
    client("run", "-d", "--name", "web", "busybox", "sh", "-c", script)
    client("run", "-di", "--name", "cat", "busybox", "sh", "-c", "while read line; do echo $line; done")
    client("create", "--name", "made", "busybox", "sh", "-c", script)
    pipe = subprocess.PIPE
    running = {
        "wait": client.begin("wait", "web"),
        "pull": client.begin("pull", name),
        "run and pull": client.begin("run", name, "true"),
        "run": client.begin("run", "busybox", "sh", "-c", script),
        "start": client.begin("start", "-a", "made"),
        "logs": client.begin("logs", "-f", "web"),
        "attach": client.begin("attach", "cat", stdin=pipe),
    }
    attached = running["attach"].stdin
    assert attached is not None
    attached.write(b"said\n")
    attached.flush()
    for what in ("run", "start", "logs", "attach"):
        assert line_of(running[what].stdout) == b"said\n"
    assert line_of(running["pull"].stdout) == b"1: Pulling from team/stuck\n"
    assert line_of(running["run and pull"].stderr).startswith(b"Unable to find image ")
    assert line_of(running["run and pull"].stderr) == b"1: Pulling from team/stuck\n"
    assert slow.stuck.wait(20)
    mortal.kill()
    statuses = {what: ending(process) for what, process in running.items()}
    assert {what: status for what, (status, _) in statuses.items()} == {
        "run": 125,
        "start": 125,
        "logs": 1,
        "attach": 1,
        "wait": 1,
        "pull": 1,
        "run and pull": 125,
    }
    for what, (_, lines) in statuses.items():
        told = [line for line in lines if "ended in the middle" in line or "lost" in line or "ended early" in line]
        assert len(told) == 1, (what, lines)
    after = client("ps")
    assert (after.returncode, after.stderr.count(b"\n")) == (1, 1)
    assert after.stderr.startswith(b"Cannot connect to the Docker daemon at unix://")


def test_missing_engine_is_reported_in_one_line(environ: dict[str, str], tmp_path: Path) -> None:
    client = Client(environ, f"unix://{tmp_path}/nobody.sock")
    words = f"Cannot connect to the Docker daemon at unix://{tmp_path}/nobody.sock. Is the docker daemon running?"
    for line in ("ps", "images", "inspect x", "logs x", "stop x", "rm x", "wait x", "attach x", "pull x", "groups ls"):
        result = client(*line.split())
        assert (result.returncode, result.stderr.decode()) == (1, words + "\n"), line
    for line, status in (("run x", 125), ("create x", 1), ("start x", 1)):
        result = client(*line.split())
        assert (result.returncode, words in result.stderr.decode()) == (status, True), line
    shown = client("version")
    assert (shown.returncode, shown.stdout.startswith(b"Client:"), shown.stderr.decode()) == (1, True, words + "\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_during_a_pull_leaves_no_container(
    engine: Dockerd,
    environ: dict[str, str],
    stuck_image: tuple[str, SlowRegistry],
    number: signal.Signals,
    tmp_path: Path,
) -> None:
    name, slow = stuck_image
    client = Client(environ, engine.host)
    process = client.begin("run", "--cidfile", str(tmp_path / "cid"), name, "true")
    assert slow.stuck.wait(20)
    process.send_signal(number)
    status, lines = ending(process)
    assert status in (128 + number, -number)
    assert lines[0] == f"Unable to find image '{name}' locally"
    assert engine.request("GET", "/containers/json?all=1").json() == []
    assert not (tmp_path / "cid").exists() or number == signal.SIGTERM


@pytest.mark.parametrize("path", ["/create", "/attach", "/wait", "/start"])
@pytest.mark.parametrize("flags", [["--rm"], ["--rm", "-d"], []], ids=" ".join)
def test_ctrl_c_at_each_request_leaves_the_containers_of_docker(
    engine: Dockerd, relay: Relay, environ: dict[str, str], path: str, flags: list[str]
) -> None:
    """The run ends at any moment of the signal, and with --rm the container is removed.

    Both clients leave the container of an interrupted create, whose id is not known yet.
    """
    client = Client(environ, relay.host)
    name = f"at-{path[1:]}-{len(flags)}"
    process = client.begin("run", *flags, "--name", name, "busybox", "sleep", "0.5")
    wait_until(lambda: process.poll() is not None or any(one.path.endswith(path) for one in relay.so_far()))
    process.send_signal(signal.SIGINT)
    status, lines = ending(process)
    assert status in (0, 130, 125, 2), lines
    if "--rm" in flags and path != "/create":
        wait_until(lambda: engine.request("GET", f"/containers/{name}/json").status == 404)
    engine.reset()


def test_third_signal_ends_run_after_two_forwarded_ones(engine: Dockerd, environ: dict[str, str]) -> None:
    client = Client(environ, engine.host)
    script = "trap 'echo got' INT; echo ready; while :; do sleep 0.05; done"
    process = client.begin("run", "--name", "deaf", "busybox", "sh", "-c", script)
    assert line_of(process.stdout) == b"ready\n"
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        assert line_of(process.stdout) == b"got\n"
    process.send_signal(signal.SIGINT)
    status, lines = ending(process)
    assert (status, lines[-1]) == (1, "got 3 SIGTERM/SIGINTs, forcefully exiting")
    assert engine.request("GET", "/containers/deaf/json").json()["State"]["Running"] is True
    engine.reset()


def test_followed_log_on_a_full_disk_is_reported(engine: Dockerd, environ: dict[str, str]) -> None:
    client = Client(environ, engine.host)
    client("run", "-d", "--name", "web", "busybox", "sh", "-c", "echo said; exec sleep 60")
    with open("/dev/full", "wb") as nowhere:
        result = client("logs", "-f", "web", stdout=nowhere)
    assert (result.returncode, result.stderr) == (1, b"write /dev/stdout: no space left on device\n")
    engine.reset()
