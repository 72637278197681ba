from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.cli_plugins import discovery
from tests.unit.cli_plugins.programs import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with CLI plugins; those of the system do not count."""
    monkeypatch.setattr(discovery, "SYSTEM_FOLDERS", ())
    return Home(tmp_path)
