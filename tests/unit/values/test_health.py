"""`--health-*`."""

from __future__ import annotations

from typing import Any

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.health import build_healthcheck


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"disabled": True, "retries": 1}, "--no-healthcheck conflicts with --health-* options"),
        ({"disabled": True, "command": "x"}, "--no-healthcheck conflicts with --health-* options"),
        ({"interval": -1, "timeout": -1}, "--health-interval cannot be negative"),
        ({"timeout": -1, "retries": -1}, "--health-timeout cannot be negative"),
        ({"retries": -1, "start_period": -1}, "--health-retries cannot be negative"),
        ({"start_period": -1, "start_interval": -1}, "--health-start-period cannot be negative"),
        ({"start_interval": -1}, "--health-start-interval cannot be negative"),
    ],
)
def test_conflicting_health_options_are_refused_with_dockers_message(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        build_healthcheck(**settings)
    assert caught.value.message == message


def test_healthcheck_is_none_without_options() -> None:
    assert build_healthcheck() is None


def test_healthcheck_can_be_disabled() -> None:
    assert build_healthcheck(disabled=True) == {"Test": ["NONE"]}


def test_healthcheck_leaves_out_zero_members() -> None:
    assert build_healthcheck(command="x", interval=5, retries=2) == {
        "Test": ["CMD-SHELL", "x"],
        "Interval": 5,
        "Retries": 2,
    }
    assert build_healthcheck(start_interval=1) == {"StartInterval": 1}
