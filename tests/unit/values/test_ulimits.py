"""`--ulimit`."""

from __future__ import annotations

import pytest

from pydock_core.errors import InvalidValue
from pydock_core.values.ulimits import merge_ulimits, parse_ulimit

LESS = "ulimit soft limit must be less than or equal to hard limit"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nofile", "invalid ulimit argument: nofile"),
        ("as=1", "invalid ulimit type: as"),
        ("nofile=1:2:3", "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`"),
        ("nofile=", 'strconv.ParseInt: parsing "": invalid syntax'),
        ("nofile=x:y", 'strconv.ParseInt: parsing "y": invalid syntax'),
        ("nofile=1_0", 'strconv.ParseInt: parsing "1_0": invalid syntax'),
        ("nofile=2:1", f"{LESS}: 2 > 1"),
        ("nofile=-1:5", f"{LESS}: soft: -1 (unlimited), hard: 5"),
    ],
)
def test_invalid_ulimit_is_refused_with_dockers_message(text: str, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_ulimit(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "soft", "hard"), [("nofile=5", 5, 5), ("nofile=5:-1", 5, -1), ("nofile=-1", -1, -1), ("nofile=1:2", 1, 2)]
)
def test_hard_ulimit_defaults_to_soft(text: str, soft: int, hard: int) -> None:
    assert parse_ulimit(text) == {"Name": "nofile", "Soft": soft, "Hard": hard}


def test_last_ulimit_of_name_counts_and_names_are_sorted() -> None:
    merged = merge_ulimits(map(parse_ulimit, ["nofile=1", "core=2", "nofile=3"]))
    assert [(ulimit["Name"], ulimit["Soft"]) for ulimit in merged] == [("core", 2), ("nofile", 3)]
