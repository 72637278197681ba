from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.host.installed import FakeSession, Installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    folder = tmp_path / "plugins"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    handler = signal.getsignal(signal.SIGINT)
    yield Installed(folder, tmp_path / "cache")
    signal.signal(signal.SIGINT, handler)  # which hooks that nobody closes keep
    for name in [name for name in sys.modules if name.startswith(("plugin_", "builtin_"))]:
        del sys.modules[name]


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds indexes as if ten seconds had passed since the last file was written, so that all mtimes are trusted."""
    real = time.time_ns

    def later() -> int:
        return real() + 10_000_000_000

    monkeypatch.setattr(time, "time_ns", later)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert os.environ["PYTHONDONTWRITEBYTECODE"]
