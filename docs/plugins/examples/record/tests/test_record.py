from __future__ import annotations

import json
from pathlib import Path

import pytest

from pydock_core.testing import PyDock, assert_plugin_ok, faults


def recording(pydock: PyDock, file: Path, *words: str) -> tuple[int, str, str]:
    ran = pydock(*words, plugins=["record"], environ={"PYDOCK_RECORD": str(file)})
    return ran.status, ran.stdout, ran.stderr


def replayed(pydock: PyDock, file: Path, *words: str) -> tuple[int, str, str]:
    ran = pydock(*words, plugins=["record"], environ={"PYDOCK_REPLAY": str(file)})
    assert ran.requests == []
    return ran.status, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot replay FILE: No such file or directory"),
        ("no JSON\n", "FILE is no recording: "),
        ("{}\n", "FILE is no recording: "),
    ],
)
def test_file_without_recording_is_an_error(pydock: PyDock, tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "recording"
    if text is not None:
        file.write_text(text)
    status, _, stderr = replayed(pydock, file, "ps")
    assert (status, stderr[: len(words) + len(str(file)) - 4]) == (1, words.replace("FILE", str(file)))


def test_request_without_recorded_response_is_an_error(pydock: PyDock, tmp_path: Path) -> None:
    file = tmp_path / "recording"
    recording(pydock, file, "ps")
    status, _, stderr = replayed(pydock, file, "ps", "--all")
    assert (status, stderr) == (1, f"{file} has no answer to GET /v1.41/containers/json?all=1\n")


def test_unwritable_recording_is_an_error(pydock: PyDock, tmp_path: Path) -> None:
    status, _, stderr = recording(pydock, tmp_path / "none" / "file", "ps")
    assert status == 1
    assert stderr.startswith(f"cannot record to {tmp_path}/none/file: No such file")


@pytest.mark.parametrize(
    "line",
    [
        ["ps", "--all", "--format", "{{.ID}} {{.Image}} {{.Names}}"],
        ["run", "--name", "x", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3"],
        ["run", "--name", "x", "alpine", "echo", "pulled"],
        ["inspect", "web", "nobody"],
    ],
)
def test_replay_equals_the_recorded_command(pydock: PyDock, tmp_path: Path, line: list[str]) -> None:
    pydock("create", "--name", "web", "busybox")
    file = tmp_path / "recording"
    first = recording(pydock, file, *line)
    pydock.engine.fault("*", "*", faults.refuse())
    assert replayed(pydock, file, *line) == first


def test_recording_has_no_headers_and_bodies_of_requests(pydock: PyDock, tmp_path: Path) -> None:
    file = tmp_path / "recording"
    recording(pydock, file, "create", "--env", "PASSWORD=x", "busybox")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["method"] for line in lines] == ["HEAD", "POST"]
    assert "PASSWORD" not in file.read_text()


def test_plugin_keeps_the_rules_for_plugins() -> None:
    assert_plugin_ok("record", import_seconds=1)
