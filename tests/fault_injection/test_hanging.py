"""Signals to a process that waits for a silent engine: each ends the process at once, without a sign of success."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.case import ENDED, FRAMES, HIJACK, OBJECT, STREAM, Case, Exchange
from tests.fault_injection.commands import CASES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine
    from tests.fault_injection.processes import Client

    Stage = Callable[[Case], FakeEngine]
    Serve = Callable[[FakeEngine], Client]

# A selection, as each case starts a process; test_interrupted.py has all cases.
HANGING = [
    pytest.param(case, exchange, id=f"{case.line}: {exchange}")
    for case in CASES
    for exchange in case.exchanges[1:]
    if not exchange.after
    and case.line
    in (
        "ps -a", "pull busybox", "run alpine echo said", "run --rm -i busybox echo said", "run -d busybox true",
        "start -a made",
        "stop live also", "wait web", "logs web", "groups rm -f web", "build context", "load -i images.tar",
        "exec live echo said",
    )
]  # fmt: skip
_LIVE = ("run -d --name live busybox sleep infinity",)
HANGING += [
    pytest.param(Case("attach live", (), setup=_LIVE), Exchange(request, due), id=f"attach live: {request}")
    for request, due in (("POST */wait", ENDED), ("GET */json", OBJECT), ("POST */attach", HIJACK))
]


def signalled(process: subprocess.Popen[bytes], number: signal.Signals) -> tuple[int, str, str]:
    """Sends the signal and returns (status, stdout, stderr)."""
    time.sleep(0.05)  # the client may not wait for the response yet
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=10)
    return process.returncode, stdout.decode(), stderr.decode()


@pytest.mark.parametrize(("case", "exchange"), HANGING)
def test_ctrl_c_ends_a_process_that_waits_for_a_response(
    case: Case, exchange: Exchange, stage: Stage, serve: Serve
) -> None:
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, stderr = signalled(process, signal.SIGINT)
    assert status == 130
    assert exchange.late or not case.shows_success(stdout)
    assert "Traceback" not in stderr


@pytest.mark.parametrize("response_kind", [STREAM, FRAMES, HIJACK])
def test_ctrl_c_ends_a_process_in_the_middle_of_a_response(response_kind: int, stage: Stage, serve: Serve) -> None:
    line = {STREAM: "pull busybox", FRAMES: "logs web", HIJACK: "start -a made"}[response_kind]
    case = next(case for case in CASES if case.line == line)
    exchange = next(exchange for exchange in case.exchanges if exchange.response_kind == response_kind)
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang(after_bytes=3))
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, _ = signalled(process, signal.SIGINT)
    assert status == 130
    assert not case.shows_success(stdout)


@pytest.mark.parametrize("line", ["ps -a", "pull busybox", "wait web", "logs web"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_sigterm_and_sighup_end_a_waiting_process_without_output(
    line: str, number: signal.Signals, stage: Stage, serve: Serve
) -> None:
    case = next(case for case in CASES if case.line == line)
    engine = stage(case)
    fault = engine.fault("*", "/[civ]*", faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, _, stderr = signalled(process, number)
    assert (status in (-number, 128 + number), stderr) == (True, "")


@pytest.mark.parametrize("path", ["*/create", "*/attach", "*/wait", "*/start"])
def test_sigterm_ends_run_at_each_request_and_leaves_no_container(path: str, stage: Stage, serve: Serve) -> None:
    case = Case("run --rm busybox true", ())
    engine = stage(case)
    fault = engine.fault("POST", path, faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, _ = signalled(process, signal.SIGTERM)
    assert (status in (-signal.SIGTERM, 128 + signal.SIGTERM), stdout) == (True, "")
    assert engine.containers.all() == [] or path == "*/create"
