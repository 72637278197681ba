from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.fake_engine.engine import FakeEngine
from tests.e2e.command_line import CommandLine
from tests.e2e.same_screen import programs, same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["programs", "same"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a cache folder that all tests share, to build the index once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def pydock(tmp_path: Path, cache: Path) -> CommandLine:
    """Returns the program with an empty home."""
    return CommandLine(tmp_path, cache)


@pytest.fixture(scope="session")
def fake_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yields the DOCKER_HOST of a fake engine."""
    with FakeEngine() as engine:
        yield engine.serve(str(tmp_path_factory.mktemp("engine") / "docker.sock")).host
