"""Ctrl-C while the engine answers nothing from a request on, signals for the container included.

One Ctrl-C ends each command, except that of a container that runs: an unanswered signal for it is reported, and the
next Ctrl-C ends the command.
"""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults, run_pydock
from tests.fault_injection.commands import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import FakeEngine, Fault, Result
    from tests.fault_injection.case import Case

    Stage = Callable[[Case], FakeEngine]
    Press = Callable[[Case, FakeEngine, Fault], tuple[Result, int]]

SECONDS = 2.5  # more than the wait for the answer to a signal and for a removal
MOST_REQUESTS = 30
ATTACHING = [case for case in CASES if case.words[0] in ("run", "start", "attach", "exec")]
REPORT = "the engine does not answer: SIGINT may not reach the container; the next signal ends pydock\n"


@pytest.fixture
def press(environ: dict[str, str]) -> Iterator[Press]:
    """Yields a function that runs a case and sends SIGINT once a fault is reached, and again after SECONDS.

    The function returns the result and the number of signals, at most 3.
    """

    def pressed(case: Case, engine: FakeEngine, fault: Fault) -> tuple[Result, int]:
        over = threading.Event()
        sent: list[int] = []

        def send() -> None:
            while not fault.reached.wait(0.01):
                if over.is_set():
                    return
            over.wait(0.02)  # the client may not wait for the response yet
            while not over.is_set() and len(sent) < 3:
                sent.append(signal.SIGINT)
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
                over.wait(SECONDS)

        thread = threading.Thread(target=send)
        thread.start()
        try:
            return run_pydock(case.words, engine=engine, environ=environ), len(sent)
        finally:
            over.set()
            thread.join()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield pressed
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("case", ATTACHING, ids=lambda case: case.line)
def test_one_ctrl_c_ends_a_command_of_a_silent_engine_or_is_reported(case: Case, stage: Stage, press: Press) -> None:
    for number in range(MOST_REQUESTS):
        engine = stage(case)
        fault = engine.fault("*", "*", faults.hang(), after=number)
        result, signals = press(case, engine, fault)
        if not fault.reached.is_set():
            return
        assert result.status == 130, result
        assert signals == 1 or (signals == 2 and REPORT in result.stderr), (number, result)
        assert "Traceback" not in result.stderr, result
    pytest.fail(f"more than {MOST_REQUESTS} requests")


def test_unanswered_start_ends_by_one_ctrl_c(stage: Stage, press: Press) -> None:
    case = next(case for case in CASES if case.line == "run --rm -i busybox echo said")
    engine = stage(case)
    engine.fault("*", "*/kill", faults.hang())
    engine.fault("DELETE", "*", faults.hang())
    result, signals = press(case, engine, engine.fault("POST", "*/start", faults.hang()))
    assert (result.status, signals) == (130, 1)
    silence, removal = result.stderr.splitlines()
    assert silence.endswith("SIGINT may not reach the container; the container may start nevertheless")
    assert removal.startswith("the engine does not answer: container ")
    assert removal.endswith(" may not be removed")
