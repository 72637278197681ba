"""Golden files: stored pages that the tests compare with the printed ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins import discovery

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent


@pytest.fixture(autouse=True)
def _no_plugins_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first help page lists docker's CLI plugins, which the system may have."""
    monkeypatch.setattr(discovery, "SYSTEM_FOLDERS", ())


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Returns a function that compares a page with the golden file of a name; --renew-goldens writes the file."""

    def check(name: str, page: str) -> None:
        file = FOLDER / name
        if request.config.getoption("--renew-goldens"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, encoding="utf-8")
        assert file.exists(), f"no golden file {name}: run pytest tests/golden --renew-goldens"
        assert page == file.read_text(encoding="utf-8")

    return check
