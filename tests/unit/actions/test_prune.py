"""What every `prune` shares: filters of config.json, the question, the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

PRUNES = {
    "container prune": ("/containers/prune", "ContainersDeleted", "all stopped containers"),
    "image prune": ("/images/prune", "ImagesDeleted", "all dangling images"),
    "image prune -a": (
        "/images/prune",
        "ImagesDeleted",
        "all images without at least one container associated to them",
    ),
}


@pytest.mark.parametrize("line", PRUNES)
@pytest.mark.parametrize("report", [b"[]", b'{"MEMBER":1}', b'{"MEMBER":[1]}', b'{"SpaceReclaimed":"1"}'])
def test_show_pruned_fails_for_invalid_report(pydock: PyDock, line: str, report: bytes) -> None:
    path, member, _ = PRUNES[line]
    pydock.engine.fault("POST", path, faults.answer(200, report.replace(b"MEMBER", member.encode())))
    result = pydock(*line.split(), "-f")
    assert (result.status, result.stdout) == (1, ""), result
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("line", PRUNES)
@pytest.mark.parametrize(
    ("typed", "goes_on"),
    [(b"", False), (b"\n", False), (b"n\n", False), (b"yes\n", False), (b"y\n", True), (b" Y \n", True)],
)
def test_confirm_prune_requires_y(pydock: PyDock, line: str, typed: bytes, goes_on: bool) -> None:
    result = pydock(*line.split(), stdin=typed)
    question = f"WARNING! This will remove {PRUNES[line][2]}.\nAre you sure you want to continue? [y/N] "
    assert result.stdout.startswith(question)
    assert any(one.method == "POST" for one in result.requests) is goes_on
    assert ("Total reclaimed space: " in result.stdout) is goes_on


@pytest.mark.parametrize("line", PRUNES)
def test_prune_filters_adds_configured_filters_unless_contradicted(pydock: PyDock, line: str) -> None:
    config = Path(pydock.environ["DOCKER_CONFIG"]) / "config.json"
    config.write_text(json.dumps({"pruneFilters": ["label=a", "label!=b", "until=1h", "nonsense"]}))
    result = pydock(*line.split(), "-f", "--filter", "label!=a", "--filter", "label=c")
    filters = json.loads(result.requests[-1].query["filters"])
    filters.pop("dangling", None)
    assert filters == {"label": {"c": True}, "label!": {"a": True, "b": True}, "until": {"1h": True}}
