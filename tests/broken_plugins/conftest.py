from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.fake_engine.engine import FakeEngine
from tests.broken_plugins.installation import Installation, Ran

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def docker_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fake engine behind a real socket."""
    with FakeEngine() as engine:
        yield engine.serve(str(tmp_path_factory.mktemp("engine") / "docker.sock")).host


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for all: help pages name it, and what is kept there is kept for each installation apart."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def normal(home: Path, docker_host: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ran]:
    """How a command line ends where only the plugin `good` is installed; each is run once."""
    installation = Installation(tmp_path_factory.mktemp("normal"), home, docker_host)
    ran: dict[str, Ran] = {}

    def run(line: str) -> Ran:
        if line not in ran:
            ran[line] = installation.run(line)
        return ran[line]

    return run


@pytest.fixture
def installation(home: Path, docker_host: str, tmp_path: Path) -> Installation:
    """An installation with the plugin `good`."""
    return Installation(tmp_path, home, docker_host)
