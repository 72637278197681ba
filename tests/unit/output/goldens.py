"""What docker 28.2.2 printed against a recorded engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "recorded"


def golden(name: str) -> dict[str, Any]:
    """The recorded data of a file in `recorded/`, its `cases` among them."""
    recorded: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return recorded
