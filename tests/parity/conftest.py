"""Fixtures of the parity tests: the stage, one for each process, and the two clients."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity import clients
from tests.parity.runner import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry


@pytest.fixture(scope="session")
def running_stage(engine: Dockerd, registry: Registry) -> Iterator[Stage]:
    """Yields the stage with the engine and the registry of this process."""
    with Stage(engine, registry) as running:
        yield running


@pytest.fixture
def stage(running_stage: Stage, engine: Dockerd) -> Stage:
    """Returns the stage, without the objects that a test of another folder left on the engine."""
    engine.reset()
    return running_stage


@pytest.fixture(scope="session")
def pydock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder in which `docker` is PyDock."""
    return clients.install_pydock(tmp_path_factory.mktemp("clients") / "pydock")


@pytest.fixture(scope="session")
def docker(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Returns the folder in which `docker` is the client of the records; None if this client is not on PATH."""
    program = clients.docker()
    return None if program is None else clients.install_docker(program, tmp_path_factory.mktemp("clients") / "docker")
