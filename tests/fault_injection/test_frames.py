"""Malformed frames: the output before them is shown, the error is reported, and a false length allocates no memory."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Program, faults
from tests.fault_injection.case import Case
from tests.fault_injection.commands import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import FakeEngine, Fault, Result
    from tests.fault_injection.processes import Client

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Serve = Callable[[FakeEngine], Client]

GIVEN = ("create --name made busybox speak", "run -d --name web busybox speak", LIVE)
LINES = {
    "run busybox speak": "*/attach",
    "start -a made": "*/attach",
    "logs web": "*/logs",
    "exec live speak": "/exec/*/start",
}
# Name: (fault, text of the error, output before the error).
FAULTS: dict[str, tuple[Callable[[], Fault], str, str]] = {
    "cut inside a frame": (lambda: faults.cut(after_bytes=11), "2 bytes of a frame are missing", "hel"),
    "cut inside a header": (lambda: faults.cut(after_bytes=4), "a frame's header is cut", ""),
    "an unknown stream": (lambda: faults.insert(faults.UNKNOWN_STREAM), "unrecognized stream: 9", ""),
    "an unknown stream later on": (
        lambda: faults.insert(faults.UNKNOWN_STREAM, after_bytes=13),
        "unrecognized stream: 9",
        "hello",
    ),
    "a claim of 4 GiB": (
        lambda: faults.insert(faults.OVERSIZED_FRAME + b"all", cut=True),
        "bytes of a frame are missing",
        "all",
    ),
    "the engine's own error": (lambda: faults.insert(b"\x03\0\0\0\0\0\0\x0ano \x1b[2Jdisk", cut=True), "no ", ""),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", FAULTS)
def test_malformed_frame_is_reported_after_the_output_before_it(line: str, name: str, stage: Stage, run: Run) -> None:
    make, words, shown = FAULTS[name]
    case = Case(line, ())
    engine = stage(case)
    engine.programs["speak"] = Program(b"hello")
    for given in GIVEN:
        run(Case(given, ()), engine)
    engine.fault("*", LINES[line], make())
    result = run(case, engine)
    assert (result.status, result.stdout) == (1, shown)
    # The body of a log has chunks, whose end is missing too.
    assert words in result.stderr or (line == "logs web" and "ended in the middle of its answer" in result.stderr)
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="the shell of macOS can't limit memory")
def test_frame_with_a_false_length_of_4_gib_allocates_no_memory(stage: Stage, serve: Serve) -> None:
    case = Case("logs web", (), setup=("run -d --name web busybox echo said",))
    engine = stage(case)
    body = faults.OVERSIZED_FRAME + b"x" * (32 << 20)
    engine.fault("GET", "*/logs", faults.answer(200, body))
    script = "ulimit -v 150000; pydock logs web | wc -c; exit ${PIPESTATUS[0]}"
    result = serve(engine).shell(script)
    assert (result.returncode, int(result.stdout)) == (1, 32 << 20)
    assert b"4261412863 bytes of a frame are missing" in result.stderr
