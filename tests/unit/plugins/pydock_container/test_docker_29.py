"""Forms of docker 29 beside those of docker 28: `commit --no-pause`, and the column HealthStatus of `ps`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(
    ("flags", "pause"),
    [
        ([], True),
        (["--no-pause"], False),
        (["--pause=false"], False),
        (["--no-pause=false"], True),
        (["--no-pause=false", "--pause=false"], False),
        (["--no-pause", "--pause"], False),
    ],
)
def test_commit_pauses_the_container_unless_a_flag_says_no(pydock: PyDock, flags: list[str], pause: bool) -> None:
    pydock("create", "--name", "web", "busybox")
    result = pydock("commit", *flags, "web", "new:1")
    assert result.status == 0
    asked = next(request for request in result.requests if request.path == "/commit")
    assert asked.query.get("pause", "1") == ("1" if pause else "0")


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ({"Health": {"Status": "healthy"}, "Status": "Up 2 hours"}, "healthy"),
        ({"Health": {"Status": "none"}, "Status": "Up 2 hours"}, "none"),
        ({"Status": "Up 2 hours (healthy)"}, "healthy"),
        ({"Status": "Up 2 hours (unhealthy)"}, "unhealthy"),
        ({"Status": "Up 2 seconds (health: starting)"}, "starting"),
        ({"Status": "Exited (0) 3 days ago"}, ""),
        ({"Status": "Up 2 hours (Paused)"}, ""),
        ({"Status": "Up 2 hours"}, ""),
        ({}, ""),
    ],
)
def test_health_status_is_that_of_the_engine_or_of_the_status(
    pydock: PyDock, summary: dict[str, object], shown: str
) -> None:
    pydock.engine.fault("GET", "/containers/json", faults.answer(200, json.dumps([{"Id": "a", **summary}]).encode()))
    assert pydock("ps", "--format", "{{.HealthStatus}}").stdout == f"{shown}\n"
    table = pydock("ps", "--format", "table {{.HealthStatus}}").stdout.splitlines()
    assert table[0] == "HEALTH STATUS"
    assert "HealthStatus" not in json.loads(pydock("ps", "--format", "json").stdout)
