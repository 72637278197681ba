from __future__ import annotations

import io
import os
import socket
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydock_builder.archive import dockerfile_archive, is_archive, split_head, with_files
from pydock_builder.symlinks import follow, follow_inside

from pydock_core.errors import InvalidValue, PyDockError

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing import Result
    from pydock_core.testing.pytest_plugin import PyDock

CLASSIC = {"DOCKER_BUILDKIT": "0"}


def _sent(result: Result) -> dict[str, tarfile.TarInfo]:
    body = next(request for request in result.requests if request.path == "/build").body
    with tarfile.open(fileobj=io.BytesIO(body)) as opened:
        return {member.name: member for member in opened.getmembers()}


def _tar(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=form) as opened:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            opened.addfile(member, io.BytesIO(content))
    return archive.getvalue()


@pytest.mark.parametrize("cut", [1, 511, 600, 1030])
def test_with_files_refuses_truncated_archive(cut: int) -> None:
    archive = _tar(("a", b"x" * 700))[:cut]
    with pytest.raises((PyDockError, InvalidValue)):
        list(with_files(iter([archive]), {b"b": b""}, now=0))


def test_with_files_refuses_data_that_is_no_archive() -> None:
    with pytest.raises(InvalidValue, match="invalid tar header"):
        list(with_files(iter([b"x" * 2048]), {b"b": b""}, now=0))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", False),
        (b"FROM busybox\n", False),
        (bytes(1024), False),
        (b"x" * 1024, False),
        (b"\x1f\x8b\x08", True),
        (b"BZh9", True),
        (b"\xfd7zXZ\x00", True),
        (b"\x28\xb5\x2f\xfd", True),
        (b"\x50\x2a\x4d\x18\0\0\0\0", True),
        (b"\x50\x2a\x4d\x18", False),
        (_tar(("a", b""))[:1024], True),
        (_tar(("é" * 200, b""))[:1024], True),
    ],
)
def test_is_archive_recognizes_first_bytes(head: bytes, expected: bool) -> None:
    assert is_archive(head) is expected


@given(st.binary(max_size=2000))
def test_is_archive_accepts_arbitrary_bytes(data: bytes) -> None:
    assert is_archive(data[:1024]) in (True, False)


@given(st.lists(st.binary(max_size=700), max_size=6))
def test_split_head_keeps_whole_stream(pieces: list[bytes]) -> None:
    head, whole = split_head(iter(pieces))
    assert b"".join(whole) == b"".join(pieces)
    assert b"".join(pieces)[:1024] == head


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("size", [1, 7, 512, 4096])
def test_with_files_appends_to_archive_of_any_format_and_pieces(form: int, size: int) -> None:
    long = "d" * 90 + "/" + "n" * 90
    archive = _tar(("a", b"1" * 600), (".dockerignore", b"x"), (long, b"2"), form=form)
    pieces = [archive[start : start + size] for start in range(0, len(archive), size)]
    added = {b".dockerfile.1": b"FROM x", b".dockerignore": b"\n.dockerfile.1\n"}
    with tarfile.open(fileobj=io.BytesIO(b"".join(with_files(iter(pieces), added, now=5)))) as opened:
        contents = {member.name: opened.extractfile(member).read() for member in opened}  # type: ignore[union-attr]
    assert contents == {"a": b"1" * 600, ".dockerignore": b"x\n.dockerfile.1\n", long: b"2", ".dockerfile.1": b"FROM x"}


def test_dockerfile_archive_has_single_entry() -> None:
    archive = dockerfile_archive(b"FROM x\n", mode=0o644, modified=1, uid=5, gid=6)
    assert len(archive) == 2048
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        member = opened.getmembers()[0]
    assert (member.name, member.size, member.uid, member.gid) == ("Dockerfile", 7, 5, 6)


def test_unreadable_context_file_is_refused_before_sending(
    pydock: PyDock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pydock_builder.folder._is_readable", lambda name, folder: name != b"secret")
    (folder / "secret").touch()
    result = pydock("build", str(folder), environ=CLASSIC)
    assert result.status == 1
    assert result.stderr.endswith(f"error checking context: no permission to read from '{folder / 'secret'}'\n")
    assert "POST /build" not in result.asked
    (folder / ".dockerignore").write_text("secret")
    assert pydock("build", str(folder), environ=CLASSIC).status == 0


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fifo", "a named pipe, not a regular file"),
        ("device", "a character device, not a regular file"),
        ("folder", "is a directory"),
        ("huge", " is larger than 16 MiB"),
    ],
)
def test_special_file_as_dockerignore_is_an_error(pydock: PyDock, folder: Path, kind: str, words: str) -> None:
    path = folder / ".dockerignore"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(5 << 30)
    result = pydock("build", str(folder))
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.endswith(f"{words}\n")
    assert str(path) in result.stderr


def test_context_sockets_are_skipped_with_log_line(pydock: PyDock, folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "s"))
        result = pydock("build", str(folder), environ=CLASSIC)
    assert result.status == 0
    assert "sockets not supported" in result.stderr
    assert set(_sent(result)) == {"Dockerfile"}


def test_folder_archive_keeps_kinds_modes_and_links_without_owners(pydock: PyDock, folder: Path) -> None:
    (folder / "run").write_text("x")
    (folder / "run").chmod(0o4755)
    os.link(folder / "run", folder / "run2")
    (folder / "link").symlink_to("../nowhere")
    os.mkfifo(folder / "pipe")
    os.utime(folder / "run", ns=(0, 1_999_999_999))
    members = _sent(pydock("build", str(folder), environ=CLASSIC))
    assert (members["run"].mode, members["run"].mtime, members["run"].uid) == (0o4755, 1, 0)
    assert (members["run2"].islnk(), members["run2"].linkname) == (True, "run")
    assert (members["link"].issym(), members["link"].linkname) == (True, "../nowhere")
    assert members["pipe"].isfifo()


def test_folder_archive_includes_deep_folder(pydock: PyDock, folder: Path) -> None:
    deepest = "/".join(["d"] * 400)
    (folder / deepest).mkdir(parents=True)
    result = pydock("build", str(folder), environ=CLASSIC)
    assert result.status == 0
    assert deepest in _sent(result)


@pytest.mark.parametrize(
    ("path", "words"),
    [("nosuch/x", "lstat {root}/nosuch: no such file"), ("file/x", "not a directory"), ("loop", "too many links")],
)
def test_follow_reports_missing_paths_with_go_message(tmp_path: Path, path: str, words: str) -> None:
    root = tmp_path.resolve()
    (root / "file").touch()
    (root / "loop").symlink_to("loop")
    with pytest.raises(PyDockError, match=words.format(root=root)):
        follow(f"{root}/{path}")


def test_follow_resolves_links(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    (root / "a" / "b").mkdir(parents=True)
    (root / "up").symlink_to("a/b/..")
    (root / "whole").symlink_to(root / "up")
    assert follow(f"{root}/whole/./b") == f"{root}/a/b"


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", "/a"), ("out", "/etc"), ("up/../x", "/x"), ("rel", "/a"), ("", ""), ("nosuch/y", "/nosuch/y")],
)
def test_follow_inside_resolves_links_within_root(tmp_path: Path, path: str, found: str) -> None:
    root = tmp_path.resolve()
    (root / "a").mkdir()
    (root / "out").symlink_to("/etc")
    (root / "up").symlink_to("../../..")
    (root / "rel").symlink_to("../../a")
    assert follow_inside(str(root), path) == f"{root}{found}"


def test_follow_inside_refuses_path_outside_root(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="is not within"):
        follow_inside(str(tmp_path), "../x")
