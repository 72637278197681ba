"""Fixtures that run command lines on a fake engine with faults."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.fault_injection.engines import Engine
from tests.fault_injection.outcome import Outcome, outcome_of
from tests.fault_injection.places import environment, prepare_folder
from tests.fault_injection.processes import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import Fault, Result
    from tests.fault_injection.case import Case

    Stage = Callable[[Case], Engine]
    Run = Callable[[Case, FakeEngine], Result]


TIMEOUT_SECONDS = 5.0


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Returns the environment: an empty home without settings, with one index of plugins for all tests."""
    return environment(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Path:
    """Returns the working directory of the command lines, with a build context and an archive of images."""
    return prepare_folder(tmp_path_factory.mktemp("work"), environ)


@pytest.fixture(autouse=True)
def in_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Changes to the working directory of the command lines."""
    monkeypatch.chdir(folder)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the wait for the removal of a container, which the engine does not remove after a failed start."""
    monkeypatch.setattr("pydock_core.actions.start_attached._REMOVAL_SECONDS", 0.05)


@pytest.fixture
def stage(environ: dict[str, str]) -> Iterator[Stage]:
    """Yields a function that makes an engine and runs the setup of a case on it."""
    engines = []

    def prepare(case: Case) -> Engine:
        engine = Engine(api_version=case.api_version)
        engines.append(engine)
        for file in filter(None, (case.makes, f"{environ['DOCKER_CONFIG']}/config.json")):
            Path(file).unlink(missing_ok=True)  # `login` of another case stores credentials
        for line in case.setup:
            result = run_pydock(line.split(), engine=engine, environ=environ)
            assert result.status == 0, result
        return engine

    yield prepare
    for engine in engines:
        engine.close()


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    """Returns a function that runs the command line of a case."""
    return lambda case, engine: run_pydock(case.words, engine=engine, environ=environ)


_outcomes: dict[str, Outcome] = {}


@pytest.fixture
def usual(stage: Stage, run: Run) -> Callable[[Case], Outcome]:
    """Returns a function that returns the outcome of a case without a fault; runs each case once per process."""

    def outcome(case: Case) -> Outcome:
        if case.line not in _outcomes:
            _outcomes[case.line] = outcome_of(run(case, stage(case)))
        return _outcomes[case.line]

    return outcome


@pytest.fixture
def interrupt(environ: dict[str, str]) -> Iterator[Callable[..., Result]]:
    """Yields a function that runs a case and sends SIGINT once a fault is reached.

    The command line runs in this process. The test fails if the command has not ended after TIMEOUT_SECONDS.
    """

    def pressed(case: Case, engine: FakeEngine, fault: Fault, *, environ: dict[str, str] = environ) -> Result:
        over, missed, lock = threading.Event(), threading.Event(), threading.Lock()

        def press() -> None:
            while not fault.reached.wait(0.01):
                if over.is_set():
                    return
            time.sleep(0.01)  # the client may not wait for the response yet
            with lock:
                if not over.is_set():
                    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            if not over.wait(TIMEOUT_SECONDS):
                missed.set()
                fault.release()
                engine.close()

        thread = threading.Thread(target=press)
        thread.start()
        try:
            return run_pydock(case.words, engine=engine, environ=environ)
        finally:
            with lock:
                over.set()
            thread.join()
            assert not missed.is_set(), "the command goes on after Ctrl-C"

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield pressed
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def serve(environ: dict[str, str], tmp_path: Path) -> Callable[[FakeEngine], Client]:
    """Returns a function that opens a unix socket for an engine, and returns a client with that host."""
    return lambda engine: Client(environ, engine.serve(str(tmp_path / "engine.sock")).host)


@pytest.fixture
def client(environ: dict[str, str], tmp_path: Path) -> Iterator[Client]:
    """Yields a client of an engine without faults that has the image busybox and two containers."""
    with FakeEngine() as engine:
        for line in ("run -d --name live busybox sleep infinity", "run -d --name said busybox echo said"):
            assert run_pydock(line.split(), engine=engine, environ=environ).status == 0
        yield Client(environ, engine.serve(str(tmp_path / "healthy.sock")).host)


@pytest.fixture
def full(tmp_path: Path, real_parts: None) -> Iterator[Path]:
    """Yields a folder on a full file system, which holds a file `filler`."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], check=True)
    try:
        with open(disk / "filler", "wb", buffering=0) as filler:
            while True:
                try:
                    filler.write(b"x" * 4096)
                except OSError:
                    break
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)
