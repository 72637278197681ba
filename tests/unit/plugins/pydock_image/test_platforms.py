"""`--platform` of `save` and `load` with several platforms, which API 1.52 allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

ARM, INTEL = {"architecture": "arm64", "os": "linux"}, {"architecture": "amd64", "os": "linux"}


@pytest.fixture
def words(tmp_path: Path) -> dict[str, list[str]]:
    """Returns command lines by their command."""
    (tmp_path / "in.tar").write_bytes(b"archive")
    return {
        "save": ["save", "-o", str(tmp_path / "out.tar"), "busybox"],
        "load": ["load", "-i", str(tmp_path / "in.tar")],
    }


@pytest.mark.parametrize("name", ["save", "load"])
def test_several_platforms_are_sent_as_parameters(pydock: PyDock, words: dict[str, list[str]], name: str) -> None:
    pydock.engine.api_version = "1.52"
    pydock.engine.fault("*", "/images/*", faults.answer(200, b"\0" * 1024, content_type="application/x-tar"))
    command, *rest = words[name]
    result = pydock(command, "--platform", "linux/arm64,linux/amd64", *rest)
    assert (result.status, result.stderr) == (0, "")
    assert [json.loads(value) for value in result.requests[-1].values("platform")] == [ARM, INTEL]


@pytest.mark.parametrize("name", ["save", "load"])
def test_several_platforms_require_api_1_52(pydock: PyDock, words: dict[str, list[str]], name: str) -> None:
    pydock.engine.api_version = "1.51"
    command, *rest = words[name]
    result = pydock(command, "--platform", "linux/arm64,linux/amd64", *rest)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.endswith(
        '"multiple platforms" requires API version 1.52, but the Docker daemon API version is 1.51\n'
    )
    assert not any("/images/" in asked for asked in result.asked)


@pytest.mark.parametrize("name", ["save", "load"])
def test_invalid_platform_of_several_is_refused(pydock: PyDock, words: dict[str, list[str]], name: str) -> None:
    pydock.engine.api_version = "1.52"
    command, *rest = words[name]
    result = pydock(command, "--platform", "linux/arm64,a/b/c/d", *rest)
    assert result.status != 0
    assert "invalid platform: " in result.stderr
    assert not any("/images/" in asked for asked in result.asked)
