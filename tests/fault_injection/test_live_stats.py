"""`stats` with a live page: a broken stream of numbers or events is reported, and Ctrl-C ends the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import Case
from tests.fault_injection.commands import LIVE
from tests.fault_injection.test_broken_answers import PAGE, assert_fault_is_reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Fault, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

MEMORY = " / 8GiB"  # the numbers of a container
ALL = Case("stats", (), success_marker=MEMORY, setup=(LIVE,))
NAMED = Case("stats live", (), success_marker=MEMORY, setup=(LIVE,))
STREAM: dict[str, Callable[[], Fault]] = {
    "cut before the headers": faults.cut,
    "cut at the body": lambda: faults.cut(after_bytes=0),
    "204": lambda: faults.answer(204),
    "a page": lambda: faults.answer(200, PAGE, content_type="text/html"),
    "no JSON": lambda: faults.answer(200, b"hello\n"),
    "a list": lambda: faults.answer(200, b"[]\n"),
    "null": lambda: faults.answer(200, b"null\n"),
    "half of JSON": lambda: faults.answer(200, b'{"read":"'),
    "refused": faults.refuse,
}
NUMBERS: dict[str, Callable[[], Fault]] = {
    **STREAM,
    "cut after the first numbers": lambda: faults.cut(after_chunks=1),
    "no body": lambda: faults.answer(200, b""),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortens the time between two pages."""
    monkeypatch.setattr("pydock_container.stats._BETWEEN_SECONDS", 0.02)


@pytest.mark.parametrize("case", [ALL, NAMED], ids=lambda case: case.line)
@pytest.mark.parametrize("name", NUMBERS)
def test_broken_stream_of_numbers_is_reported(case: Case, name: str, stage: Stage, run: Run) -> None:
    engine = stage(case)
    engine.fault("GET", "*/stats", NUMBERS[name]())
    assert_fault_is_reported(case, 1, run(case, engine), may_show_all="after the first" in name)


@pytest.mark.parametrize("name", STREAM)
def test_broken_stream_of_events_is_reported(name: str, stage: Stage, run: Run) -> None:
    engine = stage(ALL)
    engine.fault("GET", "/events", STREAM[name]())
    assert_fault_is_reported(ALL, 1, run(ALL, engine), may_show_all=True)  # the numbers are independent of the events


@pytest.mark.parametrize(
    ("case", "path"), [(ALL, "/events"), (ALL, "/containers/json"), (ALL, "*/stats"), (NAMED, "*/stats")]
)
def test_ctrl_c_ends_stats_without_a_response(case: Case, path: str, stage: Stage, interrupt: Interrupt) -> None:
    engine = stage(case)
    assert interrupt(case, engine, engine.fault("GET", path, faults.hang())).status == 130


@pytest.mark.parametrize("case", [ALL, NAMED], ids=lambda case: case.line)
def test_ctrl_c_ends_stats_whose_numbers_stop(case: Case, stage: Stage, interrupt: Interrupt) -> None:
    engine = stage(case)
    result = interrupt(case, engine, engine.fault("GET", "*/stats", faults.hang(after_chunks=1)))
    assert (result.status, result.stderr) == (130, "")


@pytest.mark.parametrize("status", [404, 409, 500])
def test_error_of_one_container_does_not_end_the_page(status: int, stage: Stage, interrupt: Interrupt) -> None:
    engine = stage(ALL)
    fault = engine.fault("GET", "*/stats", faults.message("driver failed", status=status))
    result = interrupt(ALL, engine, fault)
    assert (result.status, result.stderr) == (130, "")


@pytest.mark.parametrize(("status", "ended"), [(404, 0), (409, 0), (500, 1)])
def test_no_stream_reports_an_error_but_not_a_removed_container(
    status: int, ended: int, stage: Stage, run: Run
) -> None:
    case = Case("stats --no-stream", (), setup=(LIVE,))
    engine = stage(case)
    engine.fault("GET", "*/stats", faults.message("driver failed", status=status))
    result = run(case, engine)
    assert (result.status, "driver failed" in result.stderr) == (ended, ended == 1)


@pytest.mark.parametrize("line", ["stats --no-stream", "stats --no-stream live"])
def test_no_stream_ends_after_the_timeout_when_the_numbers_stop(
    line: str, stage: Stage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydock_container.stats_readings.SILENCE_SECONDS", 0.1)
    case = Case(line, (), success_marker=MEMORY, setup=(LIVE,))
    engine = stage(case)
    engine.fault("GET", "*/stats", faults.hang(after_bytes=1))
    result = run(case, engine)
    assert_fault_is_reported(case, 1, result)
    assert result.stderr == "timeout waiting for stats\n"
