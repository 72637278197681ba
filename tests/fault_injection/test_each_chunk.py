"""A response cut after any of its chunks is an error; only the whole response is a success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import HIJACK, OPTIONAL, Case, Exchange
from tests.fault_injection.commands import exchanges
from tests.fault_injection.outcome import outcome_of
from tests.fault_injection.test_broken_answers import assert_fault_is_reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Result
    from tests.fault_injection.engines import Engine
    from tests.fault_injection.outcome import Outcome

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], Engine]
    Usual = Callable[[Case], Outcome]

MOST_CHUNKS = 30


@pytest.mark.parametrize(
    ("case", "exchange"),
    [
        pytest.param(case, exchange, id=f"{case.line}: {exchange}")
        for case, exchange in exchanges()
        if exchange.response_kind not in OPTIONAL
    ],
)
def test_response_cut_after_each_chunk_is_reported_unless_complete(
    case: Case, exchange: Exchange, stage: Stage, run: Run, usual: Usual
) -> None:
    whole = usual(case)
    ended_well = False
    for chunks in range(MOST_CHUNKS):
        engine = stage(case)
        fault = engine.fault(
            exchange.method, exchange.path, faults.cut(after_chunks=chunks), after=exchange.after, times=1
        )
        if exchange.response_kind == HIJACK:
            # The end of the stream arrives before the client sends the start.
            engine.fault("POST", "*/wait", faults.delay(0.1))
        result = run(case, engine)
        if not fault.reached.is_set():
            return
        if case.line.startswith("attach") and exchange.response_kind == HIJACK and result.status == 0:
            # An upgraded stream has no length: a cut between two frames is the end of the output, for docker too.
            assert whole.stdout.startswith(outcome_of(result).stdout)
            continue
        assert not ended_well, f"success after {chunks - 1} chunks, which are not the whole response"
        ended_well = result.status == 0
        if ended_well:
            assert outcome_of(result) == whole
        else:
            # The whole output may have arrived without the end of the stream.
            assert_fault_is_reported(
                case, exchange.broken, result, may_show_all=outcome_of(result).stdout == whole.stdout
            )
    pytest.fail(f"more than {MOST_CHUNKS} chunks")
