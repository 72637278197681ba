"""What is sent to the engine breaks off, on its side or on ours: told in a line, and no success."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults, run_pydock
from tests.fault_injection.commands import LIVE, Case
from tests.fault_injection.engines import break_off
from tests.fault_injection.test_broken_answers import HTML, PAGE, assert_told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydock_core.testing import FakeEngine, Fault, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

LARGE = 4 << 20  # more than sockets hold
# Where each command line sends its archive.
PATHS = {
    "build large": "/build",
    "build --iidfile id large": "/build",
    "cp large live:/tmp": "/archive?noOverwrite",
    "load -i large/a": "/images/load",
    "import large/a": "/images/create",
}
CASES = [
    Case(line, (), lines=5 if line.startswith("build") else 1, setup=(LIVE,), makes="id" if "iidfile" in line else "")
    for line in PATHS
]
OF_FOLDERS = [case for case in CASES if "/a" not in case.line]
ANSWERS = {
    "nothing": (b"", ""),
    "a refusal": (
        b'HTTP/1.1 500 Oh\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n{"message":"no space left."}',
        "no space left.",
    ),
    "a page": (
        b"HTTP/1.1 502 Oh\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (HTML.encode(), len(PAGE), PAGE),
        "HTML page",
    ),
    "half a refusal": (b"HTTP/1.1 500 Oh\r\nContent-Le", ""),
}


@pytest.fixture(autouse=True)
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files that don't fit on the way."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM busybox\n")
    (folder / "a").write_bytes(bytes(LARGE))
    (folder / "b").write_bytes(b"last")
    return folder


def each(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.line)


@each(CASES)
@pytest.mark.parametrize("name", ANSWERS)
def test_an_engine_that_goes_while_it_is_sent_to_is_told(case: Case, name: str, stage: Stage, run: Run) -> None:
    answer, words = ANSWERS[name]
    engine = stage(case)
    break_off(engine, PATHS[case.line], answer=answer)
    result = run(case, engine)
    assert_told(case, 1, result)
    assert words in result.stderr


@each(CASES)
def test_ctrl_c_ends_the_sending_to_an_engine_that_has_stopped_reading(
    case: Case, stage: Stage, interrupt: Interrupt
) -> None:
    engine = stage(case)
    stuck = faults.hang()
    break_off(engine, PATHS[case.line], then=lambda: stuck.strike(lambda _: None))
    result = interrupt(case, engine, stuck)
    stuck.release()
    assert result.status == 130
    assert "Traceback" not in result.stderr
    assert not case.makes or not os.path.lexists(case.makes)


@each(OF_FOLDERS)
def test_a_file_that_vanishes_while_the_folder_is_sent_is_told(case: Case, stage: Stage, run: Run, large: Path) -> None:
    engine = stage(case)
    break_off(engine, PATHS[case.line], after_bytes=2 * LARGE, at_first=(large / "b").unlink)
    result = run(case, engine)
    assert_told(case, 1, result)
    assert f"{large}/b: no such file or directory" in result.stderr


@each(OF_FOLDERS)
def test_a_file_that_gets_shorter_while_it_is_sent_is_told(case: Case, stage: Stage, run: Run, large: Path) -> None:
    engine = stage(case)
    break_off(
        engine,
        PATHS[case.line],
        after_bytes=2 * LARGE,
        at_first=lambda: os.truncate(large / "a", 1 << 20),
    )
    result = run(case, engine)
    assert_told(case, 1, result)
    assert "shorter" in result.stderr


@each(OF_FOLDERS)
def test_a_file_that_can_t_be_read_any_more_is_told(
    case: Case, stage: Stage, run: Run, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = os.read

    def failing(descriptor: int, size: int) -> bytes:
        if os.path.samestat(os.fstat(descriptor), os.stat(large / "b")):
            raise OSError(5, "Input/output error")
        return read(descriptor, size)

    engine = stage(case)
    monkeypatch.setattr(os, "read", failing)
    result = run(case, engine)
    assert_told(case, 1, result)
    assert f"{large}/b: input/output error" in result.stderr


@pytest.mark.parametrize("line", ["load -i {}", "import {}"])
def test_an_archive_that_can_t_be_read_to_its_end_is_told(
    line: str, stage: Stage, run: Run, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, path = os.read, large / "a"

    def failing(descriptor: int, size: int) -> bytes:
        if os.path.samestat(os.fstat(descriptor), os.stat(path)) and os.lseek(descriptor, 0, os.SEEK_CUR) > 1 << 20:
            raise OSError(5, "Input/output error")
        return read(descriptor, size)

    case = Case(line.format("large/a"), (), success_marker="Loaded")
    engine = stage(case)
    monkeypatch.setattr(os, "read", failing)
    result = run(case, engine)
    assert_told(case, 1, result)
    assert "read large/a: input/output error" in result.stderr
    assert "sha256" not in result.stdout


def test_an_input_that_breaks_off_is_no_whole_archive(stage: Stage, environ: dict[str, str]) -> None:
    engine = stage(Case("load", ()))
    archive = run_pydock(["save", "busybox"], engine=engine, environ=environ).stdout_bytes
    result = run_pydock(["load"], engine=engine, environ=environ, stdin=archive[:700])
    assert (result.status, "Loaded" in result.stdout, len(result.stderr.splitlines())) == (1, False, 1)


@pytest.mark.parametrize(
    "make",
    [faults.cut, faults.refuse, lambda: faults.answer(200), lambda: faults.answer(204)],
    ids=["cut", "refused", "without what is there", "nothing"],
)
@pytest.mark.parametrize("line", ["cp large live:/tmp", "cp -L live:/etc/passwd here"])
def test_what_is_in_the_container_is_not_guessed(line: str, make: Callable[[], Fault], stage: Stage, run: Run) -> None:
    case = Case(line, (), setup=(LIVE,), makes="here")
    engine = stage(case)
    engine.fault("HEAD", "*/archive", make())
    assert_told(case, 1, run(case, engine))
