"""`load`: what is sent, what is told, what counts as loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing import Fault
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def archive(pydock: PyDock, tmp_path: Path) -> Path:
    """An archive of busybox."""
    file = tmp_path / "busybox.tar"
    assert pydock("save", "-o", str(file), "busybox").status == 0
    return file


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.answer(204), "204 and no content"),
        (faults.answer(200, b"null"), "where an object is due"),
        (faults.answer(200, b'{"stream":"Loa'), ""),
        (faults.answer(200, b'{"errorDetail":{"message":"no space"},"error":"no space"}'), "no space"),
        (faults.message("denied", status=403), "Error response from daemon: denied"),
    ],
)
def test_failed_load_is_an_error(pydock: PyDock, archive: Path, fault: Fault, words: str) -> None:
    pydock.engine.fault("POST", "/images/load", fault)
    result = pydock("load", "-i", str(archive))
    assert (result.status, result.stdout) == (1, "")
    assert words in result.stderr
    assert result.stderr


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_load_with_an_empty_answer_is_a_success(pydock: PyDock, archive: Path, content_type: str) -> None:
    pydock.engine.fault("POST", "/images/load", faults.answer(200, b"", content_type=content_type))
    result = pydock("load", "-i", str(archive))
    assert (result.status, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("path", "words"), [("nosuch", "open {}: no such file or directory"), (".", "read {}: is a directory")]
)
def test_load_reports_unreadable_file(pydock: PyDock, tmp_path: Path, path: str, words: str) -> None:
    result = pydock("load", "-i", str(tmp_path / path))
    assert result.status == 1
    assert words.format(tmp_path / path) in result.stderr


def test_load_reports_invalid_archive_with_engine_message(pydock: PyDock) -> None:
    result = pydock("load", stdin=b"garbage")
    assert (result.status, result.stderr) == (1, "Error processing tar file(exit status 1): unexpected EOF\n")


def test_load_refuses_terminal_as_input(pydock: PyDock) -> None:
    result = pydock("load", terminal=True)
    assert (result.status, result.asked) == (1, [])
    assert result.stdout.strip() == "requested load from stdin, but stdin is empty"


def test_load_reads_archive_from_file_or_stdin(pydock: PyDock, archive: Path) -> None:
    for result in (pydock("load", "-i", str(archive)), pydock("load", stdin=archive.read_bytes())):
        assert (result.status, result.stdout) == (0, "Loaded image: busybox:latest\n")
        assert result.requests[-1].body == archive.read_bytes()
        assert result.requests[-1].headers["content-type"] == "application/x-tar"


@pytest.mark.parametrize(("flags", "terminal", "sent"), [([], False, "1"), ([], True, "0"), (["-q"], True, "1")])
def test_load_requests_progress_on_terminal(
    pydock: PyDock, archive: Path, flags: list[str], terminal: bool, sent: str
) -> None:
    result = pydock("load", *flags, "-i", str(archive), terminal=terminal)
    assert result.requests[-1].query["quiet"] == sent


def test_load_shows_layer_progress_on_terminal(pydock: PyDock, archive: Path) -> None:
    pydock.engine.images.present.clear()
    shown = pydock("load", "-i", str(archive), terminal=(200, 24)).stdout
    assert "Loading layer" in shown
    assert shown.endswith("Loaded image: busybox:latest\r\n")


def test_load_prints_plain_text_answer_unchanged(pydock: PyDock, archive: Path) -> None:
    pydock.engine.fault("POST", "/images/load", faults.answer(200, b"Loaded\x1b[2J\n", content_type="text/plain"))
    assert pydock("load", "-i", str(archive)).stdout == "Loaded\x1b[2J\n"
    assert "\x1b" not in pydock("load", "-i", str(archive), terminal=True).stdout
