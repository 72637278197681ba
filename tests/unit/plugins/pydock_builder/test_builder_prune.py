from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

CLASSIC = {"DOCKER_BUILDKIT": "0"}


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"CachesDeleted":1}', b'{"SpaceReclaimed":"x"}'])
def test_builder_prune_fails_for_invalid_report(pydock: PyDock, body: bytes) -> None:
    pydock.engine.fault("POST", "/build/prune", faults.answer(200, body))
    result = pydock("builder", "prune", "-f", environ=CLASSIC)
    assert (result.status, result.stdout) == (1, "")


@pytest.mark.parametrize("typed", [b"n\n", b"", b"yes\n"])
def test_builder_prune_requires_confirmation(pydock: PyDock, typed: bytes) -> None:
    result = pydock("builder", "prune", stdin=typed, environ=CLASSIC)
    assert result.status == 0
    assert result.stdout.endswith(
        "WARNING! This will remove all dangling build cache. Are you sure you want to continue? [y/N] "
    )
    assert "POST /build/prune" not in result.asked


def test_builder_prune_lists_removed_caches(pydock: PyDock) -> None:
    report = {"CachesDeleted": ["one", "two"], "SpaceReclaimed": 2000}
    pydock.engine.fault("POST", "/build/prune", faults.answer(200, json.dumps(report).encode()))
    result = pydock("builder", "prune", "-af", "--keep-storage", "1m", "--filter", "until=1h", environ=CLASSIC)
    assert result.stdout == "Deleted build cache objects:\none\ntwo\n\nTotal reclaimed space: 2kB\n"
    asked = result.requests[-1]
    assert asked.query == {"all": "1", "filters": '{"until":{"1h":true}}', "keep-storage": "1048576"}
