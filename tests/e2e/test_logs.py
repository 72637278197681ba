"""`logs` on a real engine, compared with docker if docker is installed: bytes, times and end of the output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity import clients

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.dockerd import Dockerd
    from tests.engines.relay import Relay

    Start = Callable[..., None]

PYDOCK = str(Path(sys.executable).with_name("pydock"))
needs_docker = pytest.mark.skipif(clients.docker() is None, reason="needs docker's client to compare with")


@pytest.fixture
def start(engine: Dockerd) -> Iterator[Start]:
    """Starts the container `web` with a shell script."""

    def begin(script: str, *, tty: bool = False, **host: object) -> None:
        body = {"Image": "busybox", "Cmd": ["sh", "-c", script], "Tty": tty, "HostConfig": host}
        assert engine.request("POST", "/containers/create?name=web", body).status == 201
        assert engine.request("POST", "/containers/web/start").status == 204

    yield begin
    engine.reset()


def wait(engine: Dockerd) -> None:
    """Waits for the end of the container."""
    assert engine.request("POST", "/containers/web/wait").status == 200


def environ(host: str, home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "DOCKER_HOST": host, **more}


def both() -> list[str]:
    """Returns docker and PyDock."""
    return [str(clients.docker()), PYDOCK]


@pytest.mark.parametrize("redirected", ["", "2>&1 >/dev/null"], ids=["stdout", "stderr"])
def test_follow_ends_with_its_reader(engine: Dockerd, start: Start, tmp_path: Path, redirected: str) -> None:
    start("while :; do echo line; echo line >&2; sleep 0.1; done")
    script = f"{PYDOCK} logs -f web {redirected} | head -1; echo ${{PIPESTATUS[*]}}"
    done = subprocess.run(
        ["bash", "-c", script], env=environ(engine.host, tmp_path), capture_output=True, text=True, timeout=20
    )
    assert done.stdout == "line\n141 0\n"


@pytest.mark.parametrize("tty", [False, True])
def test_logs_print_every_byte_unchanged(engine: Dockerd, start: Start, tmp_path: Path, tty: bool) -> None:
    octal = "".join(f"\\{number:03o}" for number in range(256))
    start(f"stty raw 2>/dev/null; printf '{octal}'; sleep 0.1; printf '{octal}' >&2", tty=tty)
    wait(engine)
    done = subprocess.run([PYDOCK, "logs", "web"], env=environ(engine.host, tmp_path), capture_output=True, timeout=20)
    every = bytes(range(256))
    assert done.returncode == 0
    # The engine stores the output as JSON, and replaces invalid UTF-8 by U+FFFD.
    kept = every.decode("utf-8", "replace").encode()
    assert (done.stdout, done.stderr) == ((kept * 2, b"") if tty else (kept, kept))


FORMS = [
    "10m",
    "1h30m",
    "1.5h",
    "90s",
    "0",
    "1136073600",
    "1136073600.000000001",
    "1136073600.5",
    "2013-01-02",
    "2013-01-02Z",
    "2013-01-02T15",
    "2013-01-02T15:04",
    "2013-01-02T15:04:05",
    "2013-01-02T15:04:05Z",
    "2013-01-02T15:04:05.999999999",
    "2013-01-02T15:04:05.999999999Z",
    "2013-01-02T15:04:05+02:00",
    "2013-01-02T15:04:05.5-07:00",
    "2013-01-02T15:04Z",
    "2013-01-02T15Z",
    "2013-07-02T15:04:05",
    "-10m",
    "1e3",
    "1136073600.1234567890",
    "2013-01-02 15:04",
    "yesterday",
    "2013-13-02",
    "10",
    "10 m",
    "1y",
]


@needs_docker
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("flag", ["since", "until"])
def test_every_time_format_is_sent_as_by_docker(
    relay: Relay, start: Start, tmp_path: Path, flag: str, zone: str
) -> None:
    start("true")
    sent: list[list[object]] = []
    for client in both():
        found: list[object] = []
        for form in FORMS:
            words = [client, "logs", f"--{flag}={form}", "web"]
            done = subprocess.run(
                words, env=environ(relay.host, tmp_path, TZ=zone), capture_output=True, text=True, timeout=20
            )
            times = [value for request in relay.take() for name, value in request.query if name == flag]
            found.append((form, done.returncode, done.stderr if done.returncode else "", [about(one) for one in times]))
        sent.append(found)
    assert sent[1] == sent[0]


def about(moment: str) -> object:
    """Returns a time in a comparable form: a relative one rounded, because the clients run one after the other."""
    import time

    return pytest.approx(float(moment), abs=30) if abs(float(moment) - time.time()) < 10_000 else moment


@needs_docker
@pytest.mark.parametrize(
    ("script", "host", "then"),
    [
        ("echo up; sleep 0.5; exit 1", {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2}}, None),
        ("trap 'exit 0' TERM; echo up; sleep 30 & wait", {}, "restart?t=5"),
        ("trap 'exit 0' TERM; echo up; sleep 30 & wait", {}, "stop?t=5"),
        ("trap 'exit 0' TERM; echo up; sleep 30 & wait", {}, "kill"),
    ],
    ids=["restarted by its policy", "restarted", "stopped", "killed"],
)
def test_follow_ends_as_that_of_docker(
    engine: Dockerd, start: Start, tmp_path: Path, script: str, host: dict[str, object], then: str | None
) -> None:
    ends = []
    for client in both():
        start(script, **host)
        process = subprocess.Popen(
            [client, "logs", "-f", "web"], env=environ(engine.host, tmp_path), stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        if then is not None:
            assert engine.request("POST", f"/containers/web/{then}").status == 204
        rest, _ = process.communicate(timeout=20)
        ends.append((first + rest, process.returncode))
        engine.reset()
    assert ends[1] == ends[0]
    assert ends[1] == (b"up\n", 0)


@needs_docker
@pytest.mark.parametrize("flags", [["--details"], ["--details", "-t"], ["-t"], ["--tail", "3"], ["-n", "1", "-f"]])
def test_lines_are_printed_as_by_docker(engine: Dockerd, start: Start, tmp_path: Path, flags: list[str]) -> None:
    start(
        "echo err >&2; sleep 0.1; seq 5",
        LogConfig={"Type": "json-file", "Config": {"tag": "a b={{.Name}}", "env": "PATH"}},
    )
    wait(engine)
    outputs = [
        subprocess.run(
            [client, "logs", *flags, "web"], env=environ(engine.host, tmp_path), capture_output=True, timeout=20
        )
        for client in both()
    ]
    dockers, ours = ((done.returncode, done.stdout, done.stderr) for done in outputs)
    assert ours == dockers
    assert ours[1]
