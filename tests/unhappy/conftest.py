"""Runs command lines on a fake engine that something is wrong with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from tests.unhappy.processes import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydock_core.testing import Result
    from tests.unhappy.commands import Case

    Stage = Callable[[Case], FakeEngine]


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nobody's settings, and one index of plugins for all tests."""
    home = str(tmp_path_factory.mktemp("home"))
    return {"HOME": home, "XDG_CACHE_HOME": home, "DOCKER_CONFIG": home}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that has not heard of a start removes nothing after it."""
    monkeypatch.setattr("pydock_core.actions.start_attached._REMOVAL_SECONDS", 0.05)


@pytest.fixture
def stage(environ: dict[str, str]) -> Iterator[Stage]:
    """Makes an engine on which everything has happened that a case needs."""
    engines = []

    def prepare(case: Case) -> FakeEngine:
        engine = FakeEngine(api_version=case.api_version)
        engines.append(engine)
        for line in case.given:
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
