"""`self doctor` with a broken engine: the finding is one line, and a silent engine costs a limited time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import OBJECT, PING, Case, Exchange
from tests.fault_injection.test_broken_answers import ANYWHERE, CUT_BODY, NOT_A_BODY, NOT_JSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Fault, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

DOCTOR = Case("self doctor", (Exchange("GET /_ping", PING), Exchange("GET /version", OBJECT)))
PATHS = ("/_ping", "/version")
ON_VERSION = {**NOT_A_BODY, **NOT_JSON, **CUT_BODY, "null": lambda: faults.answer(200, b"null")}
# Parameters (path, fault): every request of the command with each fault of its response.
FAULTS = [
    *(pytest.param(path, fault, id=f"{path}: {name}") for path in PATHS for name, fault in ANYWHERE.items()),
    *(pytest.param("/version", fault, id=f"/version: {name}") for name, fault in ON_VERSION.items()),
]


@pytest.mark.parametrize(("path", "fault"), FAULTS)
def test_engine_fault_is_one_finding(path: str, fault: Callable[[], Fault], stage: Stage, run: Run) -> None:
    engine = stage(DOCTOR)
    engine.fault("GET", path, fault())
    result = run(DOCTOR, engine)
    assert_one_finding(result)


@pytest.mark.parametrize("path", PATHS)
def test_silent_engine_is_a_finding_after_the_timeout(
    path: str, stage: Stage, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydock_self.checks.engine.TIMEOUT_SECONDS", 0.05)
    engine = stage(DOCTOR)
    engine.fault("GET", path, faults.hang())
    before = time.monotonic()
    result = run(DOCTOR, engine)
    assert time.monotonic() - before < 5
    assert_one_finding(result)


@pytest.mark.parametrize("path", PATHS)
def test_ctrl_c_ends_doctor_before_the_timeout(path: str, stage: Stage, interrupt: Interrupt) -> None:
    engine = stage(DOCTOR)
    result = interrupt(DOCTOR, engine, engine.fault("GET", path, faults.hang()))
    assert (result.status, "engine" in result.stdout) == (130, False)


def assert_one_finding(result: Result) -> None:
    """Asserts status 1 and exactly one FAIL line, which names the engine."""
    found = [line for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert (result.status, result.stderr, len(found)) == (1, "", 1), result
    assert found[0].split()[:2] == ["FAIL", "engine"]
    assert "<" not in found[0]
    assert len(found[0]) < 400
    assert "Traceback" not in result.stdout
