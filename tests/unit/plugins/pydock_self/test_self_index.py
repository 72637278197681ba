from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.plugins.pydock_self.conftest import Install


def shown(pydock: PyDock, *words: str) -> dict[str, Any]:
    result = pydock("self", "index", "--format", "json", *words, environ={"PYDOCK_INDEX": ""})
    assert (result.status, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_index_report_explains_why_index_is_not_stored(pydock: PyDock) -> None:
    lines = pydock("self", "index", environ={"PYDOCK_INDEX": "off"}).stdout.splitlines()
    assert lines[0] == "File:     none, as PYDOCK_INDEX=off says: every command asks the plugins"
    environ = {"PYDOCK_INDEX": "", "XDG_CACHE_HOME": "/proc/1/none"}
    lines = pydock("self", "index", environ=environ).stdout.splitlines()
    assert lines[0].startswith("File:     none, as /proc/1/none/pydock/index-")


def test_index_report_has_path_and_build_reason(
    pydock: PyDock, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 10_000_000_000)  # so that all mtimes are trusted
    first = shown(pydock)
    assert first["Because"] == "there was none"
    assert first["Kept"] is True
    assert first["Size"] > 1000
    assert shown(pydock) == first
    install("one", "")
    assert shown(pydock)["Because"].endswith("/site changed")
    assert shown(pydock, "--rebuild")["Because"] == "it was asked for"
    lines = pydock("self", "index", environ={"PYDOCK_INDEX": ""}).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["File:", "Size:", "Built:", "Because:", "Holds:"]
    assert lines[3] == "Because:  it was asked for"
