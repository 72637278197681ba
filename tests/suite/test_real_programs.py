"""The programs of tests/clients: fetched once, and reported where they can't be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients import programs
from tests.clients.programs import Program, Unavailable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(programs, "FOLDER", tmp_path)
    return tmp_path


def test_program_is_fetched_once_for_each_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(programs, "_run", lambda *command, **_: ran.append(command))
    for _ in range(2):
        Program("one", "npm", ("one@1",)).fetch()
        Program("one", "npm", ("one@1",)).fetch()
        (folder / "one" / "old").touch()
        Program("one", "npm", ("one@2",)).fetch()
        assert not (folder / "one" / "old").exists()
    assert [command[-1] for command in ran] == ["one@1", "one@2", "one@1", "one@2"]


@pytest.mark.parametrize(("words", "status", "fetched"), [([], 0, ["a", "b"]), (["--all"], 1, ["a", "b", "c"])])
def test_program_that_cannot_be_had_is_reported(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    fetched: list[str],
) -> None:
    def run(*command: str, **_: object) -> str:
        if command[-1] == "b@1":
            raise Unavailable("npm: no such package")
        return ""

    monkeypatch.setattr(programs, "_run", run)
    listed = [Program(name, "npm", (f"{name}@1",), sampled=name != "c") for name in "abc"]
    monkeypatch.setattr(programs, "PROGRAMS", listed)
    assert programs.main(words) == status
    shown = capsys.readouterr()
    assert shown.out == "".join(f"Fetching {name} into .venv/clients\n" for name in fetched)
    assert shown.err == "b: not to be had: npm: no such package\n"
    assert [program.is_present for program in listed] == [True, False, bool(words)]


def test_command_that_fails_or_is_missing_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="^ls: .*nosuch"):
        programs._run("ls", "/nosuch")
    with pytest.raises(Unavailable, match="^nosuch-program: No such file or directory$"):
        programs._run("nosuch-program")
