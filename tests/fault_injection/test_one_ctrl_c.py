"""One Ctrl-C ends a command at every fault that leaves the command waiting, in a process of its own.

A sample of the trials; `scripts/interrupt-campaign` runs all. Silent hosts, helpers and streams are here in full.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock
from tests.fault_injection.commands import LIVE
from tests.fault_injection.one_ctrl_c import End, Place
from tests.fault_injection.processes import Client
from tests.fault_injection.silences import Endless, at_signals, trials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.tls import Certificates
    from tests.fault_injection.silences import Trial

SAMPLE = [*list(trials())[::130], *list(at_signals())[::5]]
IGNORES_SIGTERM = "trap '' TERM HUP INT; while :; do sleep 1; done"


@pytest.fixture
def place(environ: dict[str, str], folder: Path) -> Place:
    return Place(environ, folder)


@pytest.mark.parametrize("trial", SAMPLE, ids=str)
def test_one_ctrl_c_ends_a_waiting_command(trial: Trial, place: Place) -> None:
    outcome = place.run(trial)
    if trial.at_signal:
        assert (outcome.end, outcome.status) == (End.REPORTED, 130), outcome
        assert outcome.stderr.startswith("the engine does not answer: SIGINT may not reach the container; "), outcome
    else:
        assert outcome.end in (End.ALONE, End.ONE_SIGNAL, End.FORWARDED), outcome


class Deaf:
    """A TCP port or a unix socket of a server that accepts connections and answers nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self.reached = threading.Event()
        self._accepted: list[socket.socket] = []
        if path is None:
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        else:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(path))
            self._listener.listen(5)
            self.address = str(path)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self._accepted.append(self._listener.accept()[0])
            except OSError:
                return
            self.reached.set()

    def close(self) -> None:
        self._listener.close()
        for connection in self._accepted:
            connection.close()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    made = Deaf()
    yield made
    made.close()


LINES = ["ps -a", "version", "run busybox true", "run --help", "build context", "stats", "stop one two", "logs -f one"]


@pytest.mark.parametrize("line", LINES)
def test_one_ctrl_c_ends_a_command_of_a_socket_without_answers(line: str, place: Place, tmp_path: Path) -> None:
    deaf = Deaf(tmp_path / "deaf.sock")
    client = Client(place.environ, f"unix://{deaf.address}")
    assert place.interrupt(line.split(), client, deaf.reached.is_set).end is End.ONE_SIGNAL
    deaf.close()


@pytest.mark.parametrize("line", LINES[:5])
def test_one_ctrl_c_ends_a_command_whose_connection_is_not_accepted(line: str, place: Place, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as first:
        listener.bind(str(tmp_path / "full.sock"))
        listener.listen(0)
        first.connect(str(tmp_path / "full.sock"))
        outcome = place.interrupt(line.split(), Client(place.environ, f"unix://{tmp_path}/full.sock"), after(0.5))
    assert outcome.end is End.ONE_SIGNAL, outcome


def after(seconds: float) -> Callable[[], bool]:
    """Returns a condition that holds once `seconds` have passed."""
    due = time.monotonic() + seconds
    return lambda: time.monotonic() > due


@pytest.mark.parametrize("words", ["ps", "--tls ps", "--tls run busybox true", "build context"])
@pytest.mark.parametrize("proxy", [False, True])
def test_one_ctrl_c_ends_a_command_of_a_deaf_tcp_host_or_proxy(
    words: str, proxy: bool, deaf: Deaf, place: Place, certificates: Certificates
) -> None:
    host = "engine.invalid:2375" if proxy else deaf.address
    environ = {**place.environ, "DOCKER_CERT_PATH": str(certificates.client)}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), f"http://{deaf.address}") if proxy else {}
    client = Client({**environ, **proxies}, f"tcp://{host}")
    outcome = place.interrupt(words.split(), client, deaf.reached.is_set)
    assert outcome.end is End.ONE_SIGNAL, outcome


@pytest.mark.parametrize("script", ["sleep 1000", IGNORES_SIGTERM], ids=["sleeps", "ignores SIGTERM"])
@pytest.mark.parametrize("line", ["ps", "run busybox true", "stop one two", "stats"])
def test_one_ctrl_c_ends_a_command_of_a_silent_ssh(script: str, line: str, place: Place, tmp_path: Path) -> None:
    reached = program(tmp_path, "ssh", script)
    client = Client({**place.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, "ssh://somewhere")
    outcome = place.interrupt(line.split(), client, reached.exists)
    assert outcome.end is End.ONE_SIGNAL, outcome
    assert not alive(reached)


def program(folder: Path, name: str, script: str) -> Path:
    """Writes a program that stores its process id in a file; returns the file."""
    path, started = folder / name, folder / f"{name}.pid"
    path.write_text(f"#!/bin/sh\necho $$ >{started}.new; mv {started}.new {started}\n{script}\n")
    path.chmod(0o755)
    return started


def alive(started: Path) -> bool:
    """Returns whether the process that `program` names still runs."""
    return Path(f"/proc/{started.read_text().strip()}").exists()


@pytest.mark.parametrize("script", ["exec sleep 1000", IGNORES_SIGTERM], ids=["sleeps", "ignores signals"])
def test_one_ctrl_c_ends_a_command_that_waits_for_a_credential_helper(
    script: str, place: Place, tmp_path: Path
) -> None:
    reached = program(tmp_path, "docker-credential-silent", script)
    (tmp_path / "config.json").write_text(json.dumps({"credsStore": "silent"}))
    environ = {**place.environ, "DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with FakeEngine() as engine:
        client = Client(environ, engine.serve(str(tmp_path / "engine.sock")).host)
        outcome = place.interrupt(["pull", "busybox"], client, reached.exists)
    if alive(reached):
        os.kill(int(reached.read_text()), 9)  # a terminal sends Ctrl-C to the helper, too
    assert outcome.end is End.ONE_SIGNAL, outcome


@pytest.mark.parametrize(
    "line",
    ["login -u me -p secret {}", "manifest inspect {}/name", "build git://{}/project", "build http://{}/x.tar"],
)
def test_one_ctrl_c_ends_a_command_that_waits_for_another_server(
    line: str, deaf: Deaf, place: Place, tmp_path: Path
) -> None:
    with FakeEngine() as engine:
        if line.startswith("login"):
            engine.fault("POST", "/auth", faults.refuse())
        client = Client(place.environ, engine.serve(str(tmp_path / "engine.sock")).host)
        outcome = place.interrupt(line.format(deaf.address).split(), client, deaf.reached.is_set)
    assert outcome.end is End.ONE_SIGNAL, outcome


@pytest.mark.parametrize(
    "line",
    ["load", "import -", "build -", "login --password-stdin -u me x.invalid", "cp - live:/", "run -i busybox cat"],
)
def test_one_ctrl_c_ends_a_command_that_waits_for_its_input(line: str, place: Place, tmp_path: Path) -> None:
    with FakeEngine() as engine:
        assert run_pydock(LIVE.split(), engine=engine, environ=place.environ).status == 0
        client = Client(place.environ, engine.serve(str(tmp_path / "engine.sock")).host)
        readable, writable = os.pipe()
        outcome = place.interrupt(line.split(), client, after(0.6), stdin=readable)
        os.close(readable)
        os.close(writable)
    assert outcome.end is End.ONE_SIGNAL, outcome


@pytest.mark.parametrize("line", ["logs said", "save busybox", "export live"])
def test_one_ctrl_c_ends_a_command_whose_output_is_not_read(line: str, place: Place, tmp_path: Path) -> None:
    with FakeEngine() as engine:
        for given in (LIVE, "run -d --name said busybox echo said"):
            assert run_pydock(given.split(), engine=engine, environ=place.environ).status == 0
        client = Client(place.environ, engine.serve(str(tmp_path / "engine.sock")).host)
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
        for path in ("*/logs", "/images/get", "*/export"):
            engine.fault("GET", path, Endless(head, b"\1\0\0\0\0\0\1\0" + b"x" * 256, seconds=0))
        readable, writable = os.pipe()
        outcome = place.interrupt(line.split(), client, after(0.6), stdout=writable)
        os.close(readable)
        os.close(writable)
    assert outcome.end is End.ONE_SIGNAL, outcome
