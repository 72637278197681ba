"""Each command while the engine is silent: Ctrl-C and SIGTERM end it at once, and nothing is reported as done."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from tests.fault_injection.commands import CASES, ENDED, FRAMES, HIJACK, OBJECT, STREAM, Case, Exchange

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine
    from tests.fault_injection.processes import Client

    Stage = Callable[[Case], FakeEngine]
    Serve = Callable[[FakeEngine], Client]

# A few, as each costs the start of a process; test_interrupted.py has all of them.
HANGING = [
    pytest.param(case, exchange, id=f"{case.line}: {exchange}")
    for case in CASES
    for exchange in case.exchanges[1:]
    if not exchange.after
    and case.line
    in (
        "ps -a", "pull busybox", "run alpine true", "run --rm -i busybox true", "run -d busybox true", "start -a made",
        "stop web made", "wait web", "logs web", "groups rm -f web", "build context", "load -i images.tar",
        "exec live true",
    )
]  # fmt: skip
_LIVE = ("run -d --name live busybox sleep infinity",)
HANGING += [
    pytest.param(Case("attach live", (), setup=_LIVE), Exchange(request, due), id=f"attach live: {request}")
    for request, due in (("POST */wait", ENDED), ("GET */json", OBJECT), ("POST */attach", HIJACK))
]


def ended(process: subprocess.Popen[bytes], number: signal.Signals) -> tuple[int, str, str]:
    """Sends the signal; (status, stdout, stderr)."""
    time.sleep(0.05)  # it may still be between the sending and the waiting
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=10)
    return process.returncode, stdout.decode(), stderr.decode()


@pytest.mark.parametrize(("case", "exchange"), HANGING)
def test_ctrl_c_ends_what_hangs(case: Case, exchange: Exchange, stage: Stage, serve: Serve) -> None:
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, stderr = ended(process, signal.SIGINT)
    assert status == 130
    assert not case.success_marker or case.success_marker not in stdout
    assert "Traceback" not in stderr


@pytest.mark.parametrize("response_kind", [STREAM, FRAMES, HIJACK])
def test_ctrl_c_ends_what_hangs_in_the_middle(response_kind: int, stage: Stage, serve: Serve) -> None:
    line = {STREAM: "pull busybox", FRAMES: "logs web", HIJACK: "start -a made"}[response_kind]
    case = next(case for case in CASES if case.line == line)
    exchange = next(exchange for exchange in case.exchanges if exchange.response_kind == response_kind)
    engine = stage(case)
    fault = engine.fault(exchange.method, exchange.path, faults.hang(after_bytes=3))
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, _ = ended(process, signal.SIGINT)
    assert status == 130
    assert not case.success_marker or case.success_marker not in stdout


@pytest.mark.parametrize("line", ["ps -a", "pull busybox", "wait web", "logs web"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_it_as_they_end_any_process(
    line: str, number: signal.Signals, stage: Stage, serve: Serve
) -> None:
    case = next(case for case in CASES if case.line == line)
    engine = stage(case)
    fault = engine.fault("*", "/[civ]*", faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, _, stderr = ended(process, number)
    assert (status in (-number, 128 + number), stderr) == (True, "")


@pytest.mark.parametrize("path", ["*/create", "*/attach", "*/wait", "*/start"])
def test_sigterm_ends_a_run_at_each_phase_and_leaves_nothing(path: str, stage: Stage, serve: Serve) -> None:
    case = Case("run --rm busybox true", ())
    engine = stage(case)
    fault = engine.fault("POST", path, faults.hang())
    with serve(engine).begin(*case.words) as process:
        assert fault.reached.wait(10)
        status, stdout, _ = ended(process, signal.SIGTERM)
    assert (status in (-signal.SIGTERM, 128 + signal.SIGTERM), stdout) == (True, "")
    assert engine.containers.all() == [] or path == "*/create"
