"""docker's answers to completion, recorded: a machine without docker's client compares PyDock with the records.

Renewed by `pytest tests/parity/test_completion.py --sample all --renew-goldens`, with docker's client on PATH.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path(__file__).with_name("completion_answers.json")


class DockerAnswers:
    """What docker's client answers. `client` is its folder, None where only the records are there."""

    def __init__(self, client: Path | None, *, renew: bool) -> None:
        self.client = client
        self._renew = renew
        self._records: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}

    def get(self, key: str, ask: Callable[[Path], Any]) -> Any:
        """Returns docker's answer as JSON values; `ask` gets it from the client.

        Where the client is present, raises AssertionError if its answer is not the recorded one.
        """
        if self.client is None:
            return self._records[key]
        answer = json.loads(json.dumps(ask(self.client)))
        if self._renew:
            self._records[key] = answer
        assert self._records.get(key) == answer, f"docker answers {key!r} otherwise than recorded: renew {FILE.name}"
        return answer

    def save(self) -> None:
        """Writes the records, if they are to be renewed: an answer a line, in the order of the keys."""
        if self._renew:
            lines = [f"{json.dumps(key)}: {json.dumps(self._records[key])}" for key in sorted(self._records)]
            FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
