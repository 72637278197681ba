from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.fake_engine.engine import FakeEngine
from tests.broken_plugins.installation import Installation, Ran

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def docker_host(tmp_path: Path) -> Iterator[str]:
    """A fake engine behind a real socket."""
    with FakeEngine() as engine:
        yield engine.serve(str(tmp_path / "docker.sock")).host


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a home for all installations: help pages name it, and each installation has separate files in it."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def normal(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ran]]:
    """The results of command lines beside the plugin `good` only; each command line runs once."""
    folder = tmp_path_factory.mktemp("normal")
    ran: dict[str, Ran] = {}

    with FakeEngine() as engine:
        alone = Installation(folder, home, engine.serve(str(folder / "docker.sock")).host)

        def run(line: str) -> Ran:
            if line not in ran:
                ran[line] = alone.run(line)
            return ran[line]

        yield run


@pytest.fixture
def installation(home: Path, docker_host: str, tmp_path: Path) -> Installation:
    """An installation with the plugin `good`."""
    return Installation(tmp_path, home, docker_host)
