"""`import`: what is sent, and where from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["/nosuch/file"], "open /nosuch/file: no such file or directory"),
        (["-", "UPPER"], "invalid reference format: repository name (library/UPPER) must be lowercase"),
    ],
)
def test_import_refuses_unreadable_source_before_any_request(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("import", *words)
    assert (result.status, result.stderr, result.asked) == (1, message + "\n", [])


def test_import_fails_for_empty_answer(pydock: PyDock) -> None:
    pydock.engine.fault("POST", "/images/create", faults.answer(200, b""))
    result = pydock("import", "-", "new:1")
    assert (result.status, result.stdout) == (1, "")
    assert "says nothing" in result.stderr


def test_import_prints_image_id(pydock: PyDock) -> None:
    result = pydock("import", "-", "new:1")
    assert result.stdout == pydock.engine.images.get("new:1").id + "\n"


def test_import_reads_archive_from_file_or_stdin(pydock: PyDock, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(1024))
    for result in (pydock("import", str(file)), pydock("import", "-", stdin=bytes(1024))):
        assert (result.requests[-1].query, result.requests[-1].body) == ({"fromSrc": "-"}, bytes(1024))


def test_import_leaves_download_of_url_to_engine(pydock: PyDock) -> None:
    asked = pydock("import", "http://127.0.0.1:1/x.tar", "new").requests[-1]
    assert (asked.query, asked.body) == ({"fromSrc": "http://127.0.0.1:1/x.tar", "repo": "new"}, b"")


def test_import_sends_changes_message_and_platform(pydock: PyDock) -> None:
    words = ["-c", "CMD x", "--change", "ENV a=b", "-m", "why", "--platform", "Linux/ARM64", "-"]
    asked = pydock("import", *words, environ={"DOCKER_DEFAULT_PLATFORM": "linux/s390x"}).requests[-1]
    assert asked.values("changes") == ["CMD x", "ENV a=b"]
    assert (asked.query["message"], asked.query["platform"]) == ("why", "linux/arm64")
    asked = pydock("import", "-", environ={"DOCKER_DEFAULT_PLATFORM": "linux/s390x"}).requests[-1]
    assert asked.query["platform"] == "linux/s390x"
