"""A session on the fake engine, with hooks that a test writes down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.config.settings import load_settings
from pydock_core.output.streams import InputStream, OutputStream
from pydock_core.session import GlobalOptions, PluginOptions, ProcessContext, Session
from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydock_core.testing import FakeEngine

__all__ = ["fake_engine", "pydock"]


class Hooks:
    """The host's hooks, each a function of the test's; those that aren't set answer nothing."""

    def __init__(self) -> None:
        self.index: Any = None
        self.events = None
        self.incomplete = False
        self.functions: dict[str, Callable[..., Any]] = {}

    def implemented(self, hook: str) -> bool:
        return hook in self.functions

    def call_all(self, hook: str, **arguments: Any) -> list[Any]:
        return [self.functions[hook](**arguments)] if hook in self.functions else []

    def call_first(self, hook: str, **arguments: Any) -> Any:
        return self.functions[hook](**arguments) if hook in self.functions else None

    def watch(self, command: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        pass

    def wrap(self, hook: str, inner: Callable[[], Any], **arguments: Any) -> Any:
        return inner()


class Stage:
    """A session, its hooks, and what was written."""

    def __init__(self, session: Session, hooks: Hooks, folder: Path) -> None:
        self.session = session
        self.hooks = hooks
        self._folder = folder

    def stdout(self) -> str:
        self.session.stdout.flush()
        return (self._folder / "stdout").read_text()

    def stderr(self) -> str:
        self.session.stderr.flush()
        return (self._folder / "stderr").read_text()


@pytest.fixture
def stage(tmp_path: Path, fake_engine: FakeEngine) -> Iterator[Stage]:
    with (
        open(os.devnull, "rb") as stdin,
        open(tmp_path / "stdout", "wb", buffering=0) as stdout,
        open(tmp_path / "stderr", "wb", buffering=0) as stderr,
    ):
        environ = {"HOME": str(tmp_path / "nobody")}
        process = ProcessContext(
            environ=environ,
            stdin=InputStream(stdin.fileno()),
            stdout=OutputStream(stdout.fileno(), "stdout"),
            stderr=OutputStream(stderr.fileno(), "stderr"),
            send=fake_engine.send,
        )
        hooks = Hooks()
        session = Session(
            program="pydock",
            process=process,
            settings=load_settings(environ),
            global_options=GlobalOptions(),
            plugin_options=PluginOptions(),
            hooks=lambda _: hooks,
        )
        yield Stage(session, hooks, tmp_path)
