"""pytest fixtures for plugin authors, registered through pytest's own entry point; nothing else is imported for it.

`pydock` runs a command line in-process against `pydock.engine`, with nobody's settings:

    def test_a_group_is_listed(pydock):
        pydock("groups", "create", "web", plugins=["groups"])
        assert "web" in pydock("groups", "ls", plugins=["groups"]).stdout
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydock_core.session import Clock
    from pydock_core.testing.fake_engine.engine import FakeEngine
    from pydock_core.testing.runner import Result


class PyDock:
    """Runs command lines; the value of the fixture `pydock`. A test may change `engine` and `environ`."""

    def __init__(self, engine: FakeEngine, environ: dict[str, str]) -> None:
        self.engine = engine
        self.environ = environ

    def __call__(
        self,
        *words: str,
        environ: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        terminal: bool | tuple[int, int] = False,
        plugins: Iterable[str] = (),
        clock: Clock | None = None,
    ) -> Result:
        """How `pydock WORDS…` ended; `environ` is added to the fixture's. See `run_pydock` for the rest."""
        from pydock_core.testing.runner import run_pydock

        return run_pydock(
            words,
            engine=self.engine,
            environ={**self.environ, **(environ or {})},
            stdin=stdin,
            terminal=terminal,
            plugins=plugins,
            clock=clock,
        )

    def complete(self, line: str, *, plugins: Iterable[str] = ()) -> list[str]:
        """Returns the words that completion offers at the end of `pydock LINE`: `complete("run --network ")`."""
        from pydock_core.testing.tab import offered

        return offered(line, engine=self.engine, environ=self.environ, plugins=plugins)


@pytest.fixture
def fake_engine() -> Iterator[FakeEngine]:
    """A fake engine that has busybox:latest."""
    from pydock_core.testing.fake_engine.engine import FakeEngine

    with FakeEngine() as engine:
        yield engine


@pytest.fixture
def pydock(fake_engine: FakeEngine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> PyDock:
    """Runs command lines with HOME, XDG folders and DOCKER_CONFIG under `tmp_path`, empty at first.

    Only the cache is the whole session's, so that the index of plugins is built once.
    """
    folders = {
        "HOME": "home",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_DATA_HOME": "home/.local/share",
        "DOCKER_CONFIG": "home/.docker",
    }
    environ = {name: str(tmp_path / folder) for name, folder in folders.items()}
    for folder in environ.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    environ["XDG_CACHE_HOME"] = str(tmp_path_factory.getbasetemp() / "pydock-cache")
    return PyDock(fake_engine, environ)
