from __future__ import annotations

from itertools import count
from typing import Any

import pyte
import pytest

from pydock_core.errors import EngineError, ProtocolError
from pydock_core.output.jsonlines import display
from pydock_core.output.progress import progress
from tests.unit.output.goldens import golden

_RECORDED = golden("pull.json")


def _shown(messages: list[Any], columns: int | None, *, seconds_between: float = 1) -> list[str]:
    parts: list[str] = []
    ticks = count(1000)
    display(messages, parts.append, columns=columns, clock=lambda: next(ticks) * seconds_between)
    return parts


@pytest.mark.parametrize("message", [[], "x", None, 1])
def test_a_message_that_is_no_object_is_a_protocol_error(message: object) -> None:
    with pytest.raises(ProtocolError):
        _shown([message], None)


def test_an_error_of_the_engine_is_raised_after_what_came_before_it() -> None:
    parts: list[str] = []
    messages: list[Any] = [
        {"status": "one"},
        {"errorDetail": {"message": "no \x1b[2Jspace"}, "error": "x"},
        {"status": "two"},
    ]
    with pytest.raises(EngineError, match=r"no \\x1b\[2Jspace"):
        display(messages, parts.append)
    assert "".join(parts) == "one\n"


@pytest.mark.parametrize(("columns", "page"), _RECORDED["cases"])
def test_a_pull_draws_what_docker_draws(columns: str, page: str) -> None:
    width = None if columns == "None" else int(columns)
    assert "".join(_shown(_RECORDED["messages"], width)) == page


def test_gathered_redraws_end_in_the_same_picture_with_fewer_writes() -> None:
    messages: list[Any] = [{"status": "Pulling", "id": layer, "progressDetail": {}} for layer in "abc"]
    for current in range(1, 200):
        messages += [
            {"status": "Downloading", "id": layer, "progressDetail": {"current": current, "total": 200}}
            for layer in "abc"
        ]
    messages.append({"status": "Status: done"})
    pictures = []
    writes = []
    for seconds_between in (1.0, 0.001):
        parts = _shown(messages, 200, seconds_between=seconds_between)
        screen = pyte.Screen(200, 24)
        pyte.Stream(screen).feed("".join(parts).replace("\n", "\r\n"))
        pictures.append(screen.display)
        writes.append(len(parts))
    assert pictures[0] == pictures[1]
    assert writes[1] < writes[0] / 10


def test_aux_messages_go_to_who_asked_for_them() -> None:
    seen: list[Any] = []
    parts: list[str] = []
    display([{"aux": {"ID": "x"}}, {"aux": None, "status": "s"}], parts.append, on_aux=seen.append)
    assert seen == [{"aux": {"ID": "x"}}]
    assert "".join(parts) == "s\n"


def test_the_engines_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b[2J" not in "".join(_shown([{"status": "\x1b[2J", "id": "\x1b[2J", "progressDetail": {}}], 80))


@pytest.mark.parametrize(
    ("detail", "columns", "expected"),
    [
        ({}, 200, ""),
        ({"current": "x", "total": None}, 200, ""),
        ({"current": 10**400}, 200, ""),
        ({"current": 1}, 200, "      1B"),
        ({"current": 1, "units": "files"}, 200, "1 files"),
        ({"current": 50, "total": 100}, 100, "     50B/100B"),
        ({"current": 50, "total": 100}, 111, f"[{'=' * 25}>{' ' * 25}]      50B/100B"),
        ({"current": 20, "total": 100, "start": 990}, 60, "     20B/100B 40s"),
        ({"current": 20, "total": 100, "start": 990}, 50, "     20B/100B"),
        ({"current": 20, "total": 100, "start": 990, "hidecounts": True}, 60, " 40s"),
    ],
)
def test_a_progress_is_drawn_as_wide_as_fits(detail: dict[str, Any], columns: int, expected: str) -> None:
    assert progress(detail, columns, 1000) == expected
