"""Interrupted uploads: a closed connection or an unreadable file is reported in one line, without a sign of success."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults, run_pydock
from tests.fault_injection import effects
from tests.fault_injection.case import Case
from tests.fault_injection.commands import LIVE
from tests.fault_injection.engines import close_during_request
from tests.fault_injection.test_broken_answers import HTML, PAGE, assert_fault_is_reported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydock_core.testing import FakeEngine, Fault, Result

    Run = Callable[[Case, FakeEngine], Result]
    Stage = Callable[[Case], FakeEngine]
    Interrupt = Callable[[Case, FakeEngine, Fault], Result]

LARGE = 4 << 20  # more than the buffers of a socket
# The path to which each command line sends its archive.
PATHS = {
    "build large": "/build",
    "build --iidfile id large": "/build",
    "cp large live:/tmp": "/archive?noOverwrite",
    "load -i large/a": "/images/load",
    "import large/a": "/images/create",
}
MARKERS = {
    "build large": "Successfully built",
    "build --iidfile id large": "Successfully built",
    "cp large live:/tmp": "",
    "load -i large/a": "Loaded image",
    "import large/a": "sha256:",
}
CASES = [
    Case(
        line,
        (),
        success_marker=marker,
        effect=effects.large_folder_is_copied if line.startswith("cp") else None,
        lines=5 if line.startswith("build") else 1,
        setup=(LIVE,),
        makes="id" if "iidfile" in line else "",
    )
    for line, marker in MARKERS.items()
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
    """Returns a folder with a file that is larger than the buffers of a socket."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM busybox\n")
    (folder / "a").write_bytes(bytes(LARGE))
    (folder / "b").write_bytes(b"last")
    return folder


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """Parametrizes a test by the cases."""
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.line)


@each(CASES)
@pytest.mark.parametrize("name", ANSWERS)
def test_connection_closed_during_an_upload_is_reported(case: Case, name: str, stage: Stage, run: Run) -> None:
    answer, words = ANSWERS[name]
    engine = stage(case)
    close_during_request(engine, PATHS[case.line], answer=answer)
    result = run(case, engine)
    assert_fault_is_reported(case, 1, result)
    assert words in result.stderr


@each(CASES)
def test_ctrl_c_ends_an_upload_that_the_engine_stops_reading(case: Case, stage: Stage, interrupt: Interrupt) -> None:
    engine = stage(case)
    stuck = faults.hang()
    close_during_request(engine, PATHS[case.line], then=lambda: stuck.strike(lambda _: None))
    result = interrupt(case, engine, stuck)
    stuck.release()
    assert result.status == 130
    assert "Traceback" not in result.stderr
    assert not case.makes or not os.path.lexists(case.makes)


@each(OF_FOLDERS)
def test_file_removed_during_an_upload_is_reported(case: Case, stage: Stage, run: Run, large: Path) -> None:
    engine = stage(case)
    close_during_request(engine, PATHS[case.line], after_bytes=2 * LARGE, at_first=(large / "b").unlink)
    result = run(case, engine)
    assert_fault_is_reported(case, 1, result)
    assert f"{large}/b: no such file or directory" in result.stderr


@each(OF_FOLDERS)
def test_file_truncated_during_an_upload_is_reported(case: Case, stage: Stage, run: Run, large: Path) -> None:
    engine = stage(case)
    close_during_request(
        engine,
        PATHS[case.line],
        after_bytes=2 * LARGE,
        at_first=lambda: os.truncate(large / "a", 1 << 20),
    )
    result = run(case, engine)
    assert_fault_is_reported(case, 1, result)
    assert "shorter" in result.stderr


@each(OF_FOLDERS)
def test_file_that_fails_to_read_during_an_upload_is_reported(
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
    assert_fault_is_reported(case, 1, result)
    assert f"{large}/b: input/output error" in result.stderr


@pytest.mark.parametrize("line", ["load -i {}", "import {}"])
def test_archive_that_fails_to_read_is_reported(
    line: str, stage: Stage, run: Run, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, path = os.read, large / "a"

    def failing(descriptor: int, size: int) -> bytes:
        if os.path.samestat(os.fstat(descriptor), os.stat(path)) and os.lseek(descriptor, 0, os.SEEK_CUR) > 1 << 20:
            raise OSError(5, "Input/output error")
        return read(descriptor, size)

    case = Case(line.format("large/a"), (), success_marker="Loaded image" if "load" in line else "sha256:")
    engine = stage(case)
    monkeypatch.setattr(os, "read", failing)
    result = run(case, engine)
    assert_fault_is_reported(case, 1, result)
    assert "read large/a: input/output error" in result.stderr
    assert "sha256" not in result.stdout


def test_truncated_archive_on_stdin_is_reported(stage: Stage, environ: dict[str, str]) -> None:
    engine = stage(Case("load", ()))
    archive = run_pydock(["save", "busybox"], engine=engine, environ=environ).stdout_bytes
    result = run_pydock(["load"], engine=engine, environ=environ, stdin=archive[:700])
    assert (result.status, "Loaded" in result.stdout, len(result.stderr.splitlines())) == (1, False, 1)


@pytest.mark.parametrize(
    "make",
    [faults.cut, faults.refuse, lambda: faults.answer(200), lambda: faults.answer(204)],
    ids=["cut", "refused", "no file status", "204"],
)
@pytest.mark.parametrize("line", ["cp large live:/tmp", "cp -L live:/etc/passwd here"])
def test_cp_without_the_status_of_the_file_is_reported(
    line: str, make: Callable[[], Fault], stage: Stage, run: Run
) -> None:
    case = Case(line, (), effect=lambda _: False, setup=(LIVE,), makes="here")
    engine = stage(case)
    engine.fault("HEAD", "*/archive", make())
    assert_fault_is_reported(case, 1, run(case, engine))
