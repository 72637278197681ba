"""pytest fixtures for plugin authors, registered through pytest's entry point; they import PyDock on first use.

`pydock` runs a command line in-process against `pydock.engine`, without the user's settings:

    def test_ls_lists_groups(pydock):
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
    """The value of the fixture `pydock`: runs command lines. A test may change `engine` and `environ`."""

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
        """Runs `pydock WORDS…` and returns the result; `environ` is added to the fixture's. See `run_pydock`."""
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
    """Yields a fake engine with the image busybox:latest."""
    from pydock_core.testing.fake_engine.engine import FakeEngine

    with FakeEngine() as engine:
        yield engine


@pytest.fixture
def pydock(fake_engine: FakeEngine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> PyDock:
    """Returns a runner of command lines with HOME, XDG folders and DOCKER_CONFIG below `tmp_path`, empty at first.

    All tests of a session share the cache folder, so that the index of plugins is built once.
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
