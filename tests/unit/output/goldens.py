"""The output of docker 28.2.2 with a recorded engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "recorded"


def golden(name: str) -> dict[str, Any]:
    """Returns the recorded data of a file in `recorded/`, with its `cases`."""
    recorded: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return recorded
