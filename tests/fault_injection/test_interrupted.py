"""Ctrl-C while a response is missing or stops, at each request of each command: status 130, no sign of success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import Case, Exchange
from tests.fault_injection.commands import exchanges

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Fault, Result

    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

AT_ONCE = ("stop", "rm")  # send their requests in parallel, in any order, so all requests hang
EACH = [pytest.param(case, exchange, id=f"{case.line}: {exchange}") for case, exchange in exchanges()]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("case", "exchange"), EACH)
def test_ctrl_c_ends_a_command_without_a_response(
    case: Case, exchange: Exchange, stage: Stage, interrupt: Interrupt
) -> None:
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang(), after=exchange.after, times=_times(case))
    result = interrupt(case, engine, fault)
    assert fault.reached.is_set()
    assert_interrupted(case, exchange, result)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("case", "exchange"), EACH)
def test_ctrl_c_ends_a_command_whose_response_stops(
    case: Case, exchange: Exchange, stage: Stage, interrupt: Interrupt
) -> None:
    engine = stage(case)
    fault = engine.fault(
        exchange.method, exchange.path, faults.hang(after_bytes=1), after=exchange.after, times=_times(case)
    )
    result = interrupt(case, engine, fault)
    if fault.reached.is_set():
        assert_interrupted(case, exchange, result)
    else:
        assert result.status == 0  # the response has no body


def _times(case: Case) -> int:
    return 2 if case.words[0] in AT_ONCE else 1


def assert_interrupted(case: Case, exchange: Exchange, result: Result) -> None:
    """Asserts status 130 without a sign of success, unless the command prints its output before this exchange."""
    assert result.status == 130, result
    assert exchange.late or not case.shows_success(result.stdout), result
    assert "Traceback" not in result.stderr, result
    assert "internal error" not in result.stderr, result
