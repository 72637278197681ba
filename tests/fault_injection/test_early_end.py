"""Streams that are cut between two frames: reported, with a nonzero status, if the container or command goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults, run_pydock
from tests.fault_injection.case import Case
from tests.fault_injection.commands import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Body
    from pydock_core.testing import FakeEngine, Process, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]

REPORT = "the engine ended the container's streams, but the container runs on: the output may be incomplete\n"
EXEC_REPORT = "the engine ended the command's streams before the command: the output may be incomplete\n"
LINES = {
    "run busybox speak": ("*/attach", REPORT),
    "run --rm busybox speak": ("*/attach", REPORT),
    "run -t busybox speak": ("*/attach", REPORT),
    "start -a made": ("*/attach", REPORT),
    "attach web": ("*/attach", REPORT),
    "exec live speak": ("/exec/*/start", EXEC_REPORT),
}


def speak(status: int, seconds: float) -> Callable[[Process], int]:
    """Returns a program that writes three lines at that distance."""

    def program(process: Process) -> int:
        for line in (b"one\n", b"two\n", b"three\n"):
            process.sleep(seconds)
            process.write(line)
        return status

    return program


@pytest.fixture
def speaking(stage: Stage, run: Run) -> Callable[..., FakeEngine]:
    """Returns a function that makes an engine for a command line, with containers that speak."""

    def make(line: str, *, status: int = 0, seconds: float = 0.5) -> FakeEngine:
        engine = stage(Case(line, ()))
        engine.programs["speak"] = speak(status, seconds)
        for given in (LIVE, "create --name made busybox speak", "run -d --name web busybox speak"):
            run(Case(given, ()), engine)
        return engine

    return make


@pytest.mark.sampled(2)
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("status", [0, 7])
def test_cut_between_two_frames_is_reported(
    line: str, status: int, speaking: Callable[..., FakeEngine], run: Run
) -> None:
    path, report = LINES[line]
    engine = speaking(line, status=status, seconds=0.9 if "--rm" in line else 0.4)
    engine.fault("POST", path, faults.cut(after_chunks=1))
    result = run(Case(line, ()), engine)
    assert result.stdout.replace("\r", "") == "one\n"
    assert (result.status, result.stderr) == (status or 1, report)


class Opaque:
    """The body of a response over a transport that can't tell whether bytes have arrived."""

    def __init__(self, body: Body) -> None:
        self.read = body.read
        self.close = body.close


def hide_connections(engine: FakeEngine) -> None:
    """Makes every response of the engine opaque."""
    send = engine.send

    def opaque(request: Request) -> Response:
        response = send(request)
        response.body = Opaque(response.body)
        return response

    engine.send = opaque  # type: ignore[method-assign]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("exec")])
@pytest.mark.parametrize("kind", ["API 1.24", "API 1.29", "opaque transport"])
def test_cut_is_reported_without_a_wait_to_ask(
    line: str, kind: str, speaking: Callable[..., FakeEngine], environ: dict[str, str]
) -> None:
    path, report = LINES[line]
    engine = speaking(line, seconds=0.9)
    engine.fault("POST", path, faults.cut(after_chunks=1))
    more = {}
    if kind.startswith("API"):
        more["DOCKER_API_VERSION"] = kind.removeprefix("API ")
    else:
        hide_connections(engine)
    result = run_pydock(line.split(), engine=engine, environ={**environ, **more})
    assert (result.status, result.stderr, result.stdout.replace("\r", "")) == (1, report, "one\n")


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("exec")])
def test_whole_output_over_an_opaque_transport_is_not_reported(
    line: str, speaking: Callable[..., FakeEngine], run: Run
) -> None:
    engine = speaking(line, seconds=0.1)
    hide_connections(engine)
    result = run(Case(line, ()), engine)
    assert (result.status, result.stderr) == (0, "")


@pytest.mark.parametrize("line", LINES)
def test_container_that_ends_with_its_streams_is_not_inspected(
    line: str, speaking: Callable[..., FakeEngine], run: Run
) -> None:
    engine = speaking(line, seconds=0.1)
    result = run(Case(line, ()), engine)
    assert (result.status, result.stderr) == (0, "")
    inspected = [one for one in result.asked if one.startswith("GET /containers/")]
    assert len(inspected) == {"start": 1, "attach": 2, "exec": 1}.get(line.split()[0], 0)


def test_container_that_is_removed_slowly_is_no_early_end(speaking: Callable[..., FakeEngine], run: Run) -> None:
    line = "run --rm busybox speak"
    engine = speaking(line, seconds=0)
    engine.fault("POST", "*/wait", faults.delay(1.5, after_bytes=0))
    result = run(Case(line, ()), engine)
    assert (result.status, result.stderr, result.stdout) == (0, "", "one\ntwo\nthree\n")


def test_exec_whose_refusal_is_cut_is_reported(stage: Stage, run: Run) -> None:
    engine = stage(Case("", (), setup=(LIVE,)))
    assert run(Case("exec live nosuch", ()), engine).stderr == ""
    engine.fault("POST", "/exec/*/start", faults.cut(after_chunks=0))
    result = run(Case("exec live nosuch", ()), engine)
    report = "the engine did not start the command, and its message is missing\n"
    assert (result.status, result.stdout, result.stderr) == (126, "", report)


def test_exec_that_exits_126_without_output_is_not_reported(stage: Stage, run: Run) -> None:
    engine = stage(Case("", (), setup=(LIVE,)))
    engine.programs["quiet"] = lambda _process: 126
    result = run(Case("exec live quiet", ()), engine)
    assert (result.status, result.stderr) == (126, "")
