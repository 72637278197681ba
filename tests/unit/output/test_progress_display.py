from __future__ import annotations

import re
from itertools import count
from typing import Any
from unicodedata import category

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import EngineError, ProtocolError
from pydock_core.output.progress_bar import progress
from pydock_core.output.progress_display import display
from tests.unit.output.goldens import golden

_RECORDED = golden("pull.json")


def _shown(messages: list[Any], columns: int | None, *, seconds_between: float = 1) -> list[str]:
    parts: list[str] = []
    ticks = count(1000)
    display(messages, parts.append, columns=columns, clock=lambda: next(ticks) * seconds_between)
    return parts


@pytest.mark.parametrize("message", [[], "x", None, 1])
def test_progress_message_that_is_no_object_raises_protocol_error(message: object) -> None:
    with pytest.raises(ProtocolError):
        _shown([message], None)


def test_engine_error_is_raised_after_earlier_progress() -> None:
    parts: list[str] = []
    messages: list[Any] = [
        {"status": "one"},
        {"errorDetail": {"message": "no \x1b[2Jspace"}, "error": "x"},
        {"status": "two"},
    ]
    with pytest.raises(EngineError, match=r"no \\x1b\[2Jspace"):
        display(messages, parts.append)
    assert "".join(parts) == "one\n"


@pytest.mark.parametrize(("raw", "shown"), [(False, "\\x1b[91merr\r\n"), (True, "\x1b[91merr\r\n")])
def test_build_output_is_written_unchanged(raw: bool, shown: str) -> None:
    parts: list[str] = []
    display([{"stream": "\x1b[91merr\r\n"}], parts.append, columns=80, raw_stream=raw)
    assert "".join(parts) == shown


@pytest.mark.parametrize(("columns", "page"), _RECORDED["cases"])
def test_pull_progress_equals_dockers(columns: str, page: str) -> None:
    width = None if columns == "None" else int(columns)
    assert "".join(_shown(_RECORDED["messages"], width)) == page


@pytest.mark.parametrize("columns", [10, 20, 40, 43, 44])
def test_layer_progress_is_one_line_on_narrow_terminal(columns: int) -> None:
    screen = pyte.Screen(columns, 10)
    stream = pyte.Stream(screen)
    layers = [message for message in _RECORDED["messages"] if message.get("id") in ("aaa", "bbb")]
    for part in _shown(layers, columns):
        stream.feed(part.replace("\n", "\r\n"))
        assert [line[:3] for line in screen.display if line.strip()] in (["aaa"], ["aaa", "bbb"])


def test_collected_redraws_give_same_screen_with_fewer_writes() -> None:
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


def test_aux_messages_are_passed_to_on_aux() -> None:
    seen: list[Any] = []
    parts: list[str] = []
    display([{"aux": {"ID": "x"}}, {"aux": None, "status": "s"}], parts.append, on_aux=seen.append)
    assert seen == [{"aux": {"ID": "x"}}]
    assert "".join(parts) == "s\n"


def test_progress_control_characters_are_escaped_on_terminal() -> None:
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
def test_progress_bar_fits_terminal_width(detail: dict[str, Any], columns: int, expected: str) -> None:
    assert progress(detail, columns, 1000) == expected


_ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_DETAIL = st.dictionaries(st.sampled_from(["current", "total", "start", "units", "hidecounts"]), _ANY)
_MESSAGES = st.lists(
    st.fixed_dictionaries(
        {}, optional={**dict.fromkeys(["id", "status", "stream", "progress"], _ANY), "progressDetail": _DETAIL | _ANY}
    ),
    max_size=6,
)


@given(_MESSAGES, st.none() | st.integers(0, 200))
def test_any_progress_message_moves_cursor_only_to_its_line(
    messages: list[dict[str, Any]], columns: int | None
) -> None:
    text = "".join(_shown(messages, columns))
    if columns is not None:
        left = re.sub(r"\x1b\[(\d+[AB]|2K)", "", text)
        assert not [character for character in left if category(character) == "Cc" and character not in "\r\n\t"]
