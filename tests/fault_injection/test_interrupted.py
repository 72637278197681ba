"""Ctrl-C at every exchange of every command that hangs, before its answer and within it: 130, and nothing as done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.commands import Case, Exchange, exchanges

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Fault, Result

    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

AT_ONCE = ("stop", "rm")  # of several containers: which request comes first is a matter of chance, so all hang
EACH = [pytest.param(case, exchange, id=f"{case.line}: {exchange}") for case, exchange in exchanges()]


@pytest.mark.parametrize(("case", "exchange"), EACH)
def test_ctrl_c_ends_a_command_whose_answer_doesn_t_come(
    case: Case, exchange: Exchange, stage: Stage, interrupt: Interrupt
) -> None:
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang(), after=exchange.after, times=_times(case))
    result = interrupt(case, engine, fault)
    assert fault.reached.is_set()
    assert_ended(case, result)


@pytest.mark.parametrize(("case", "exchange"), EACH)
def test_ctrl_c_ends_a_command_whose_answer_stops(
    case: Case, exchange: Exchange, stage: Stage, interrupt: Interrupt
) -> None:
    engine = stage(case)
    fault = engine.fault(
        exchange.method, exchange.path, faults.hang(after_bytes=1), after=exchange.after, times=_times(case)
    )
    result = interrupt(case, engine, fault)
    if fault.reached.is_set():
        assert_ended(case, result)
    else:
        assert result.status == 0  # an answer without a body


def _times(case: Case) -> int:
    return 2 if case.words[0] in AT_ONCE else 1


def assert_ended(case: Case, result: Result) -> None:
    assert result.status == 130, result
    assert not case.success_marker or case.success_marker not in result.stdout, result
    assert "Traceback" not in result.stderr, result
    assert "internal error" not in result.stderr, result
