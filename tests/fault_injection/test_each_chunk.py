"""Every answer cut after each of its chunks: told, and no success, unless all of it had come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.commands import HIJACK, OPTIONAL, Case, Exchange, exchanges
from tests.fault_injection.test_broken_answers import assert_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]

MOST_CHUNKS = 30


@pytest.mark.parametrize(
    ("case", "exchange"),
    [
        pytest.param(case, exchange, id=f"{case.line}: {exchange}")
        for case, exchange in exchanges()
        if exchange.response_kind != OPTIONAL
    ],
)
def test_a_cut_after_any_chunk_is_no_success(case: Case, exchange: Exchange, stage: Stage, run: Run) -> None:
    whole = run(case, stage(case))
    ended_well = False
    for chunks in range(MOST_CHUNKS):
        engine = stage(case)
        fault = engine.fault(
            exchange.method, exchange.path, faults.cut(after_chunks=chunks), after=exchange.after, times=1
        )
        if exchange.response_kind == HIJACK:
            # Gives the end of the stream the time to arrive before the start is sent.
            engine.fault("POST", "*/wait", faults.delay(0.1))
        result = run(case, engine)
        if not fault.reached.is_set():
            return
        assert not ended_well, f"{chunks - 1} chunks were not all, and taken for all"
        ended_well = result.status == 0
        if ended_well:
            assert _timeless(result) == _timeless(whole)
        else:
            # A stream's last words may have come, and not its end.
            assert_told(case, exchange.broken, result, may_show_all=_timeless(result) == _timeless(whole))
    pytest.fail(f"more than {MOST_CHUNKS} chunks")


def _timeless(result: Result) -> str:
    """The output without ages, times and the widths that they give columns."""
    return re.sub(r"Less than a second|\d+ seconds?|\d+|\s+", "", result.stdout)
