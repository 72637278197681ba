from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from typing import TYPE_CHECKING, cast
from unittest.mock import Mock

import pytest
from pydock_builder.folder import FolderArchive, check_readable

from pydock_core.errors import PyDockError
from pydock_core.testing import FakeEngine, faults, run_pydock
from pydock_core.testing.fake_engine.exchange import Answer
from tests.unit.files.exchange import SECRET, exchanged
from tests.unit.plugins.pydock_builder.conftest import answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydock_core.session import Session
    from pydock_core.testing import Result
    from pydock_core.testing.fake_engine.exchange import Asked
    from pydock_core.testing.pytest_plugin import PyDock

CLASSIC = {"DOCKER_BUILDKIT": "0"}
ERROR = {"errorDetail": {"code": 7, "message": "returned a non-zero code: 7"}, "error": "returned a non-zero code: 7"}


def _archive(result: Result) -> list[str]:
    sent = next(request for request in result.requests if request.path == "/build").body
    with tarfile.open(fileobj=io.BytesIO(sent)) as opened:
        return opened.getnames()


def _build(pydock: PyDock, *words: str, stdin: bytes = b"", terminal: bool = False) -> Result:
    return pydock("build", *words, environ=CLASSIC, stdin=stdin, terminal=terminal)


@pytest.mark.parametrize("flag", ["--secret=x", "--ssh=default", "--output=x", "-o=x", "--load", "--progress=plain"])
def test_classic_builder_refuses_flag_of_buildx(pydock: PyDock, flag: str) -> None:
    result = _build(pydock, flag, ".")
    assert (result.status, result.stdout) == (125, "")
    assert "unknown" in result.stderr
    assert "POST /build" not in result.asked


@pytest.fixture
def bare() -> Iterator[FakeEngine]:
    """Yields an engine that answers a build as its faults say; `folder` prepares the engine of `pydock` alone."""
    with FakeEngine() as engine:
        yield engine


def test_squash_requires_experimental_engine(pydock: PyDock, folder: Path) -> None:
    result = _build(pydock, "--squash", str(folder))
    assert result.status == 1
    assert result.stderr.endswith(
        '"--squash" is only supported on a Docker daemon with experimental features enabled\n'
    )


@pytest.mark.parametrize(("message", "status"), [(ERROR, 7), ({"errorDetail": {"message": "no"}}, 1)])
def test_build_error_sets_exit_status_of_failed_step(
    bare: FakeEngine, folder: Path, message: dict[str, object], status: int
) -> None:
    body = json.dumps({"stream": "Step 1\n"}) + json.dumps(message)
    bare.fault("POST", "/build", faults.answer(200, body.encode()))
    result = run_pydock(["build", "-t", "x", "--iidfile", str(folder / "id"), str(folder)], engine=bare)
    assert result.status == status
    assert result.stdout.endswith("Step 1\n")
    assert not (folder / "id").exists()


def test_failed_quiet_build_prints_hidden_output_on_stderr(bare: FakeEngine, folder: Path) -> None:
    bare.fault("POST", "/build", faults.answer(200, (json.dumps({"stream": "Step 1\n"}) + json.dumps(ERROR)).encode()))
    result = run_pydock(["build", "-q", str(folder)], engine=bare)
    assert (result.status, result.stdout) == (7, "")
    assert "Sending build context to Docker daemon" in result.stderr
    assert result.stderr.endswith("Step 1\nreturned a non-zero code: 7\n")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.answer(200, b""), "the engine's answer to the build says nothing"),
        (faults.answer(204), "204"),
        (faults.answer(200, b"null"), "where an object is due"),
        (faults.answer(200, b'{"stream":"Step'), "JSON"),
        (faults.answer(200, b"<html>"), "invalid character"),
        (faults.message("no such builder"), "no such builder"),
        (faults.answer(500, b"<html>gateway</html>", content_type="text/html"), "HTML"),
        (faults.cut(), "EOF"),
    ],
)
@pytest.mark.parametrize("quiet", [False, True])
def test_build_fails_for_invalid_answer(
    bare: FakeEngine, folder: Path, fault: faults.Fault, words: str, quiet: bool
) -> None:
    bare.fault("POST", "/build", fault)
    flags = ["-q"] if quiet else []
    result = run_pydock(["build", *flags, "--iidfile", str(folder / "id"), str(folder)], engine=bare)
    assert result.status == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not (folder / "id").exists()


class Cutting(FakeEngine):
    """Ends the connection after so many bytes of its answer to a build."""

    def __init__(self, body: bytes, after_bytes: int) -> None:
        super().__init__()
        self._body = body
        self._after_bytes = after_bytes

    def handle(self, asked: Asked) -> tuple[Answer, faults.Fault | None]:
        if asked.path != "/build":
            return super().handle(asked)
        return Answer(200, self._body), faults.cut(after_bytes=self._after_bytes)


@pytest.mark.parametrize("after", range(1, 4))
def test_build_fails_for_truncated_stream(folder: Path, after: int) -> None:
    body = b'{"stream":"Step 1\\n"}\n{"aux":{"ID":"sha256:1"}}\n{"stream":"Successfully built 1\\n"}\n'
    with Cutting(body, len(body) * after // 4) as engine:
        result = run_pydock(["build", "--iidfile", str(folder / "id"), str(folder)], engine=engine)
    assert result.status == 1
    assert "the connection to the engine ended in the middle of its answer" in result.stderr
    assert not (folder / "id").exists()


def test_build_fails_with_iidfile_without_image_id(bare: FakeEngine, folder: Path) -> None:
    bare.fault("POST", "/build", faults.answer(200, b'{"stream":"done\\n"}'))
    result = run_pydock(["build", "--iidfile", str(folder / "id"), str(folder)], engine=bare)
    assert result.status == 1
    assert result.stderr.endswith(f"Server did not provide an image ID. Cannot write {folder / 'id'}\n")


def test_build_fails_if_context_file_shrinks(folder: Path) -> None:
    (folder / "long").write_bytes(bytes(1 << 20))
    pieces = iter(FolderArchive(cast("Session", None), str(folder), []))
    next(pieces)
    os.truncate(folder / "long", 1000)
    with pytest.raises(PyDockError, match="long became shorter while it was sent$"):
        list(pieces)


def test_build_sends_context_and_shows_answer(pydock: PyDock, folder: Path) -> None:
    (folder / "sub").mkdir()
    result = _build(pydock, "-t", "a:1", str(folder))
    assert result.stdout == (
        "Sending build context to Docker daemon   2.56kB\r\r\nStep 1/1 : FROM busybox\nSuccessfully built 1\n"
    )
    asked = next(request for request in result.requests if request.path == "/build")
    assert asked.query == {"dockerfile": "Dockerfile", "t": "a:1", "version": "1"}
    assert asked.headers["content-type"] == "application/x-tar"
    assert asked.headers["transfer-encoding"] == "chunked"
    assert _archive(result) == ["Dockerfile", "sub"]


def test_build_progress_line_is_overwritten_on_terminal(pydock: PyDock, folder: Path) -> None:
    (folder / "large").write_bytes(bytes(2 << 20))
    shown = _build(pydock, str(folder), terminal=True).stdout
    lines = shown.split("Sending build context to Docker daemon")
    assert len(lines) > 2
    assert all(line.endswith("B\r") for line in lines[1:-1])
    assert "    2.1MB\r\r\r\n" in shown


def test_build_output_keeps_colours_on_terminal(pydock: PyDock, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    answers(pydock, {"stream": "\x1b[91mwarned\n\x1b[0m"}, {"status": "ev\x1b[2Jil"})
    shown = pydock("build", str(tmp_path), terminal=True).stdout
    assert "\x1b[91mwarned\r\n\x1b[0mev\\x1b[2Jil\r\n" in shown


def test_build_sends_complete_compressed_context(pydock: PyDock, folder: Path) -> None:
    (folder / "a").write_text("text")
    result = _build(pydock, "--compress", str(folder))
    sent = next(request for request in result.requests if request.path == "/build").body
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(sent))) as opened:
        assert opened.getnames() == ["Dockerfile", "a"]


def test_quiet_build_prints_only_image_id(bare: FakeEngine, folder: Path) -> None:
    bare.fault("POST", "/build", faults.answer(200, b'{"stream":"sha256:1\\n"}'))
    result = run_pydock(["build", "-q", "--iidfile", str(folder / "id"), str(folder)], engine=bare)
    assert (result.status, result.stdout) == (0, "sha256:1\n")
    assert (folder / "id").read_text() == "sha256:1\n"


def test_failed_build_removes_old_iidfile(pydock: PyDock, folder: Path) -> None:
    (folder / "id").write_text("old")
    assert _build(pydock, "--iidfile", str(folder / "id"), "/nosuch").status == 1
    assert not (folder / "id").exists()


def test_build_without_credentials_sends_empty_registry_config(pydock: PyDock, folder: Path) -> None:
    assert _build(pydock, str(folder)).requests[-1].headers["x-registry-config"] == "e30="


def test_folder_exchanged_for_a_link_while_it_is_read_leads_to_no_file_outside(tmp_path: Path) -> None:
    session = Mock()
    session.clock.time.return_value = 0.0
    whole = 0
    with exchanged(tmp_path) as tree:
        for _ in range(200):
            pieces = []
            try:
                check_readable(str(tree), ["nosuch"])
                for piece in FolderArchive(session, str(tree), ["nosuch"]):
                    pieces.append(piece)
                whole += 1
            except PyDockError:
                pass
            assert SECRET not in b"".join(pieces)
    assert whole
