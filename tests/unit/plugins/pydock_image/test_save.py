"""`save`: archives whole or not at all."""

from __future__ import annotations

import io
import os
import signal
import tarfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing import Fault
    from pydock_core.testing.pytest_plugin import PyDock

ERROR_AT_THE_END = bytes(1024) + b'{"errorDetail":{"message":"no space left"},"error":"no space left"}\n'


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.cut(after_bytes=600), "middle of its answer"),
        (faults.answer(200, b"", content_type="application/x-tar"), "is cut"),
        (faults.answer(200, b"no archive", content_type="application/x-tar"), "is cut"),
        (faults.answer(200, ERROR_AT_THE_END, content_type="application/x-tar"), "no space left"),
        (faults.answer(200, bytes(1024) + b'{"errorDetail":{}}', content_type="application/x-tar"), "is cut"),
        (faults.message("no", status=500), "Error response from daemon: no"),
    ],
)
def test_truncated_save_is_an_error_and_leaves_no_file(
    pydock: PyDock, tmp_path: Path, fault: Fault, words: str
) -> None:
    pydock.engine.fault("GET", "/images/get", fault)
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "out.tar"
    file.write_text("what was there")
    result = pydock("save", "-o", str(file), "busybox")
    assert (result.status, words in result.stderr) == (1, True), result
    assert file.read_text() == "what was there"
    assert os.listdir(folder) == ["out.tar"]
    assert pydock("save", "busybox").status == 1


def test_save_leaves_no_file_after_sigterm(pydock: PyDock, tmp_path: Path) -> None:
    hang = faults.hang(after_bytes=600)
    pydock.engine.fault("GET", "/images/get", hang)
    folder = tmp_path / "folder"
    folder.mkdir()

    def end() -> None:
        while not os.listdir(folder):
            time.sleep(0.01)
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    ending.start()
    result = pydock("save", "-o", str(folder / "out.tar"), "busybox")
    ending.join()
    hang.release()
    assert result.status == 143
    assert os.listdir(folder) == []


def test_save_refuses_terminal_as_output(pydock: PyDock) -> None:
    result = pydock("save", "busybox", terminal=True)
    assert result.status == 1
    assert result.stdout.strip() == "cowardly refusing to save to a terminal. Use the -o flag or redirect"
    assert result.asked == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nosuch/out.tar", "invalid output path: stat {folder}/nosuch: no such file or directory"),
        ("file/out.tar", "invalid output path: stat {folder}/file: not a directory"),
        ("folder", "cannot write to a directory"),
        ("link", "cannot write to a symbolic link directly"),
        ("pipe", "cannot write to a named pipe (FIFO)"),
        ("/dev/null", "cannot write to a character device file"),
    ],
)
def test_save_refuses_unusable_output_path_before_any_request(
    pydock: PyDock, tmp_path: Path, path: str, words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    result = pydock("save", "-o", str(tmp_path / path), "busybox")
    assert (result.status, result.asked) == (1, [])
    assert result.stderr == f"failed to save image: {words.format(folder=tmp_path)}\n"


def test_save_writes_archive_to_stdout_or_private_file(pydock: PyDock, tmp_path: Path) -> None:
    result = pydock("save", "busybox")
    with tarfile.open(fileobj=io.BytesIO(result.stdout_bytes)) as archive:
        assert "manifest.json" in archive.getnames()
    file = tmp_path / "out.tar"
    assert pydock("save", "-o", str(file), "busybox").stdout == ""
    assert file.read_bytes() == result.stdout_bytes
    assert file.stat().st_mode & 0o777 == 0o600


def test_save_requests_all_images_at_once(pydock: PyDock) -> None:
    pydock("tag", "busybox", "other:1")
    assert pydock("save", "busybox", "other:1").requests[-1].values("names") == ["busybox", "other:1"]


def test_save_sends_platform_as_json(pydock: PyDock) -> None:
    pydock.engine.api_version = "1.50"
    asked = pydock("save", "--platform", "linux/arm64/v8", "busybox").requests[-1]
    assert asked.query["platform"] == '{"architecture":"arm64","os":"linux","variant":"v8"}'
