"""Goldens: printed pages, kept as files, compared with what is printed now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a page against the file of that name; writes it with --renew-goldens."""

    def check(name: str, page: str) -> None:
        file = FOLDER / name
        if request.config.getoption("--renew-goldens"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(page, encoding="utf-8")
        assert file.exists(), f"no golden {name} yet: pytest tests/golden --renew-goldens"
        assert page == file.read_text(encoding="utf-8")

    return check
