"""What the tests of the builder's commands share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import faults
from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

__all__ = ["fake_engine", "pydock"]
BUILT = ({"stream": "Step 1/1 : FROM busybox\n"}, {"aux": {"ID": "sha256:1"}}, {"stream": "Successfully built 1\n"})


def answers(pydock: PyDock, *messages: dict[str, Any]) -> None:
    """Has the engine answer a build with these messages."""
    body = "".join(json.dumps(message) + "\r\n" for message in messages or BUILT)
    pydock.engine.fault("POST", "/build", faults.answer(200, body.encode()))


@pytest.fixture
def folder(tmp_path: Path, pydock: PyDock) -> Path:
    """A context with a Dockerfile, and an engine that builds it."""
    context = tmp_path / "context"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM busybox\n")
    answers(pydock)
    return context
