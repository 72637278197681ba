"""`--restart`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.restart import parse_restart_policy, restarts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (":3", "no policy provided before colon"),
        ("on-failure:x", "maximum retry count must be an integer"),
        ("a:b:c", "maximum retry count must be an integer"),
        ("on-failure:1_0", "maximum retry count must be an integer"),
    ],
)
def test_invalid_restart_policy_is_refused_with_dockers_message(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_restart_policy(text)
    assert caught.value.message == f"invalid restart policy format: {reason}"


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("", "", 0),
        ("no", "no", 0),
        ("on-failure:3", "on-failure", 3),
        ("on-failure:", "on-failure", 0),
        ("x:-1", "x", -1),
    ],
)
def test_restart_policy_has_name_and_count(text: str, name: str, count: int) -> None:
    assert parse_restart_policy(text) == {"Name": name, "MaximumRetryCount": count}


@pytest.mark.parametrize(("text", "expected"), [("", False), ("no", False), ("no:3", False), ("always", True)])
def test_only_restart_policy_no_never_restarts(text: str, expected: bool) -> None:
    assert restarts(parse_restart_policy(text)) is expected
