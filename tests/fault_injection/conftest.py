"""Runs command lines on a fake engine that something is wrong with."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.fault_injection.engines import Engine
from tests.fault_injection.processes import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import Fault, Result
    from tests.fault_injection.commands import Case

    Stage = Callable[[Case], FakeEngine]


TIMEOUT_SECONDS = 5.0


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nobody's settings, and one index of plugins for all tests."""
    home = str(tmp_path_factory.mktemp("home"))
    return {"HOME": home, "XDG_CACHE_HOME": home, "DOCKER_CONFIG": home, "DOCKER_BUILDKIT": "0"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, environ: dict[str, str]) -> Path:
    """Where the command lines of the cases are run."""
    found = tmp_path_factory.mktemp("work")
    (found / "context").mkdir()
    (found / "context" / "Dockerfile").write_text("FROM busybox\n")
    (found / "images.tar").write_bytes(run_pydock(["save", "busybox"], environ=environ).stdout_bytes)
    return found


@pytest.fixture(autouse=True)
def in_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Command lines name what is there."""
    monkeypatch.chdir(folder)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that has not heard of a start removes nothing after it."""
    monkeypatch.setattr("pydock_core.actions.start_attached._REMOVAL_SECONDS", 0.05)


@pytest.fixture
def stage(environ: dict[str, str]) -> Iterator[Stage]:
    """Makes an engine on which everything has happened that a case needs."""
    engines = []

    def prepare(case: Case) -> FakeEngine:
        engine = Engine(api_version=case.api_version)
        engines.append(engine)
        if case.makes:
            Path(case.makes).unlink(missing_ok=True)
        for line in case.setup:
            result = run_pydock(line.split(), engine=engine, environ=environ)
            assert result.status == 0, result
        return engine

    yield prepare
    for engine in engines:
        engine.close()


@pytest.fixture
def run(environ: dict[str, str]) -> Callable[[Case, FakeEngine], Result]:
    """Runs a case's command line."""
    return lambda case, engine: run_pydock(case.words, engine=engine, environ=environ)


@pytest.fixture
def interrupt(environ: dict[str, str]) -> Iterator[Callable[..., Result]]:
    """Runs a case's command line in this process and presses Ctrl-C once a fault is reached; fails if it goes on."""

    def pressed(case: Case, engine: FakeEngine, fault: Fault, *, environ: dict[str, str] = environ) -> Result:
        over, missed, lock = threading.Event(), threading.Event(), threading.Lock()

        def press() -> None:
            while not fault.reached.wait(0.01):
                if over.is_set():
                    return
            time.sleep(0.01)  # it may still be between the sending and the waiting
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
            assert not missed.is_set(), "Ctrl-C ended nothing"

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield pressed
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def serve(environ: dict[str, str], tmp_path: Path) -> Callable[[FakeEngine], Client]:
    """Opens an engine's door for processes, and makes the client that knocks on it."""
    return lambda engine: Client(environ, engine.serve(str(tmp_path / "engine.sock")).host)


@pytest.fixture
def client(environ: dict[str, str], tmp_path: Path) -> Iterator[Client]:
    """A client on a healthy engine that has busybox and two containers."""
    with FakeEngine() as engine:
        for line in ("run -d --name live busybox sleep infinity", "run -d --name said busybox echo said"):
            assert run_pydock(line.split(), engine=engine, environ=environ).status == 0
        yield Client(environ, engine.serve(str(tmp_path / "healthy.sock")).host)
