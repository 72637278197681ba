from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Install = Callable[..., None]

__all__ = ["fake_engine", "install", "pydock"]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a third party's plugin beside the built-ins: name, source of its module, distribution, version."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])

    def add(name: str, source: str, *, distribution: str = "", version: str = "1.0") -> None:
        distribution = distribution or f"dist-{name}"
        module = f"third_{name}"
        (folder / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{name} = {module}\n")

    yield add
    for module in [module for module in sys.modules if module.startswith("third_")]:
        del sys.modules[module]
