"""`cp`: both directions through the fake engine, its refusals, its progress, and engines that can't be trusted."""

from __future__ import annotations

import base64
import io
import json
import os
import tarfile
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults
from pydock_core.testing.fake_engine.exchange import Answer
from pydock_core.testing.fake_engine.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydock_core.testing.fake_engine.files import Files
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def files(pydock: PyDock) -> Files:
    """The files of a container `web`: /t/f, /t/d/g, and links lf and ld to them."""
    pydock("create", "--name", "web", "busybox")
    found = pydock.engine.containers.get("web").files
    found.write("/t/f", b"f\n", mode=0o640)
    found.write("/t/d/g", b"g\n")
    found.make_link("/t/lf", "f")
    found.make_link("/t/ld", "d")
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Files) -> Path:
    """The current folder, with src/a and src/sub/b in it."""
    folder = tmp_path / "here"
    (folder / "src" / "sub").mkdir(parents=True)
    (folder / "src" / "a").write_text("a\n")
    (folder / "src" / "sub" / "b").write_text("b\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PWD", str(folder))
    return folder


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["", "web:/"], "source can not be empty"),
        (["web:/", ""], "destination can not be empty"),
        (["a", "b"], "must specify at least one container source"),
        (["web:a", "web:b"], "copying between containers is not supported"),
        (["web:/nosuch", "."], "Error response from daemon: Could not find the file /nosuch in container web"),
        (["nosuch:/t", "."], "Error response from daemon: No such container: nosuch"),
        (["src/a", "nosuch:/t"], "Error response from daemon: No such container: nosuch"),
        (["src/nosuch", "web:/t"], "lstat {here}/src/nosuch: no such file or directory"),
        (
            ["src/a", "web:/t/nosuch/x"],
            "Error response from daemon: Could not find the file /t/nosuch in container web",
        ),
        (["src/a", "web:/t/nosuch/"], "no such directory"),
        (["src", "web:/t/f"], "cannot copy directory"),
        (["web:/t/d", "src/a"], "cannot copy directory"),
        (["web:/t/f", "nosuch/"], "no such directory"),
        (["web:/t/f", "nosuch/x"], 'invalid output path: directory "{here}/nosuch" does not exist'),
        (
            ["web:/t/f", "/dev/null"],
            'invalid output path: "/dev/null" must be a directory or a regular file: got a device',
        ),
        (["-", "web:/t/f"], 'destination "web:/t/f" must be a directory'),
        (["web:/t/f", "src/a/"], "stat {here}/src/a/: not a directory"),
    ],
)
def test_cp_reports_faults_with_docker_messages(pydock: PyDock, here: Path, words: list[str], message: str) -> None:
    result = pydock("cp", *words)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == message.replace("{here}", str(here)) + "\n"


def tar(*members: tuple[str, bytes, str]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name, type, text in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = type, text if type in (b"1", b"2") else "", 0o777
            member.size = len(text) if type == b"0" else 0
            archive.addfile(member, io.BytesIO(text.encode()))
    return raw.getvalue()


def serve(pydock: PyDock, body: bytes, **stat: object) -> None:
    """Has the engine answer with this archive, whatever it was asked for."""
    value = {"name": "f", "size": 1, "mode": 0o644, "mtime": "2024-01-01T00:00:00Z", "linkTarget": "", **stat}
    header = base64.b64encode(json.dumps(value).encode()).decode()
    answer = Answer(200, body, content_type="application/x-tar", headers={"X-Docker-Container-Path-Stat": header})
    pydock.engine.fault("GET", "*/archive", Fault(answer=answer))


FOLDER = 0o755 | 1 << 31
HOSTILE = {
    "another file beside the one that was asked for": (tar(("f", b"0", "x"), (".bashrc", b"0", "evil")), {}),
    "another file alone": (tar((".bashrc", b"0", "evil")), {}),
    "a name that begins alike": (tar(("ff", b"0", "evil")), {}),
    "above": (tar(("../evil", b"0", "evil")), {}),
    "above, through what was asked for": (tar(("f/../../evil", b"0", "evil")), {}),
    "absolute": (tar(("/evil", b"0", "evil")), {}),
    "through a link": (tar(("f", b"5", ""), ("f/l", b"2", "/OUTSIDE"), ("f/l/evil", b"0", "evil")), {"mode": FOLDER}),
    "a link above": (tar(("f", b"5", ""), ("f/l", b"2", "../../..")), {"mode": FOLDER}),
    "a second name of what is here": (tar(("f", b"1", "src/a")), {}),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("target", ["new", "."])
def test_cp_refuses_foreign_entries_in_engine_archive(pydock: PyDock, here: Path, case: str, target: str) -> None:
    body, stat = HOSTILE[case]
    serve(pydock, body.replace(b"/OUTSIDE", str(here.parent / "o")[:8].encode()), **stat)
    before = sorted(path for path in here.parent.rglob("*") if not {"new", "f"} & set(path.parts))
    result = pydock("cp", "web:/t/f", target)
    assert (result.status, bool(result.stderr)) == (1, True)
    assert sorted(path for path in here.parent.rglob("*") if not {"new", "f"} & set(path.parts)) == before
    assert (here / "src" / "a").read_text() == "a\n"


@pytest.mark.parametrize(
    "header", ["", "garbage", base64.b64encode(b"null").decode(), base64.b64encode(b"{}").decode()]
)
def test_cp_fails_for_invalid_path_description(pydock: PyDock, here: Path, header: str) -> None:
    answer = Answer(200, tar(("f", b"0", "x")), headers={"X-Docker-Container-Path-Stat": header} if header else {})
    for method in ("GET", "HEAD"):
        pydock.engine.fault(method, "*/archive", Fault(answer=answer))
    for words in (["web:/t/f", "new"], ["src/a", "web:/t"], ["-L", "web:/t/f", "new"]):
        result = pydock("cp", *words)
        assert result.status == 1
        assert "unable to decode container path stat header" in result.stderr
    assert not (here / "new").exists()


@pytest.mark.parametrize("after", [0, 100, 512, 1000])
def test_cp_fails_for_truncated_archive(pydock: PyDock, here: Path, after: int) -> None:
    pydock.engine.fault("GET", "*/archive", faults.cut(after_bytes=after))
    for target in ("new", "-"):
        result = pydock("cp", "-q=false", "web:/t/f", target)
        assert result.status == 1
        assert "Successfully" not in result.stderr


@pytest.mark.parametrize("end", [512, 1024, 1536, 2047])
def test_cp_fails_if_answer_ends_before_archive(pydock: PyDock, here: Path, end: int) -> None:
    serve(pydock, tar(("f", b"0", "x"))[:end])
    for target in ("new", "-"):
        result = pydock("cp", "web:/t/f", target)
        assert (result.status, result.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("words", [["web:/t/f", "new"], ["src", "web:/t/new"]])
def test_cp_ends_on_ctrl_c(pydock: PyDock, here: Path, interrupt: Callable[..., None], words: list[str]) -> None:
    interrupt(pydock.engine.fault("*", "*/archive", faults.hang(), times=1))
    assert pydock("cp", *words).status == 130


def test_cp_copies_files_and_folders_from_container(pydock: PyDock, here: Path) -> None:
    assert pydock("cp", "web:/t/f", "new").status == 0
    assert ((here / "new").read_text(), (here / "new").stat().st_mode & 0o777) == ("f\n", 0o640)
    pydock("cp", "web:/t/f", "src")
    assert (here / "src" / "f").read_text() == "f\n"
    pydock("cp", "web:/t/d", "folder")
    pydock("cp", "web:/t/d", "folder")
    pydock("cp", "web:/t/d/.", "src")
    assert [(here / path).read_text() for path in ("folder/g", "folder/d/g", "src/g")] == ["g\n"] * 3


def test_cp_copies_links_as_links_without_follow_link(pydock: PyDock, here: Path) -> None:
    pydock("cp", "web:/t/lf", "plain")
    pydock("cp", "-L", "web:/t/lf", ".")
    pydock("cp", "-L", "web:/t/ld", "folder")
    assert os.readlink("plain") == "f"
    assert (here / "lf").read_text() == "f\n"
    assert (here / "folder" / "g").read_text() == "g\n"


def test_cp_copies_root_folder_and_its_content(pydock: PyDock, here: Path) -> None:
    pydock("cp", "web:/", "root")
    pydock("cp", "web:/.", "src")
    assert (here / "root" / "t" / "f").read_text() == (here / "src" / "t" / "f").read_text() == "f\n"


def test_cp_copies_files_and_folders_to_container(pydock: PyDock, here: Path, files: Files) -> None:
    pydock("cp", "src/a", "web:/t/new")
    pydock("cp", "src/a", "web:/t/")
    pydock("cp", "src/a", "web:/t/lf")
    pydock("cp", "src", "web:/t/folder")
    pydock("cp", "src", "web:/t/ld")
    pydock("cp", "src/.", "web:/t/d")
    for path in ("new", "a", "f", "folder/a", "d/src/a", "d/a"):
        assert files.read(f"/t/{path}") == b"a\n", path
    assert files.read("/t/folder/sub/b") == b"b\n"


def test_cp_copies_archives_through_standard_streams(pydock: PyDock, here: Path, files: Files) -> None:
    result = pydock("cp", "web:/t/d", "-")
    with tarfile.open(fileobj=io.BytesIO(result.stdout_bytes)) as archive:
        assert archive.getnames() == ["d", "d/g"]
    assert pydock("cp", "-", "web:/home", stdin=result.stdout_bytes).status == 0
    assert files.read("/home/d/g") == b"g\n"


def test_cp_archive_flag_keeps_owners(pydock: PyDock, here: Path) -> None:
    assert "copyUIDGID" not in pydock("cp", "src", "web:/t").requests[-1].query
    assert pydock("cp", "-a", "src", "web:/t").requests[-1].query["copyUIDGID"] == "true"


@pytest.mark.parametrize(
    ("text", "container", "path"),
    [
        ("web:/x", "web", "/x"),
        ("web:", "web", ""),
        ("/a:b", "", "/a:b"),
        ("./a:b", "", "./a:b"),
        (".:b", "", ".:b"),
        ("a", "", "a"),
        ("-", "", "-"),
        ("a:b:c", "a", "b:c"),
    ],
)
def test_split_argument_separates_container_and_path(text: str, container: str, path: str) -> None:
    from pydock_container.copy_paths import split_argument

    assert split_argument(text) == (container, path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/b", ("/a", "b")),
        ("/a/b/", ("/a", "b")),
        ("/a/b/.", ("/a/b", ".")),
        ("/", ("/", "/")),
        ("/.", ("/", ".")),
        ("a", (".", "a")),
        (".", (".", ".")),
        ("a/../b", (".", "b")),
        ("../b", ("..", "b")),
    ],
)
def test_split_entry_separates_folder_and_name(path: str, expected: tuple[str, str]) -> None:
    from pydock_container.copy_paths import split_entry

    assert split_entry(path) == expected


def test_cp_prints_size_unless_quiet(pydock: PyDock, here: Path) -> None:
    assert pydock("cp", "web:/t/f", "new").stderr == ""
    assert pydock("cp", "-q=false", "web:/t/f", "new").stderr == f"Successfully copied 2.05kB to {here}/new\n"
    assert pydock("cp", "-q=false", "src/a", "web:/t/x").stderr == "Successfully copied 2.05kB to web:/t/x\n"
    assert pydock("cp", "-q=false", "-", "web:/t", stdin=b"").stderr == "Successfully copied 0B to web:/t\n"


def test_cp_draws_and_erases_progress_on_terminal(pydock: PyDock, here: Path) -> None:
    result = pydock("cp", "web:/t/f", "new", terminal=True)
    assert result.stdout == (
        "\rCopying from container - 0B\rCopying from container - 2.05kB"
        f"\r{' ' * 31}\rSuccessfully copied 2.05kB to {here}/new\r\n"
    )
    assert pydock("cp", "-q", "web:/t/f", "new", terminal=True).stdout == ""


def test_cp_erases_progress_after_failure(pydock: PyDock, here: Path) -> None:
    pydock.engine.fault("PUT", "*/archive", faults.message("no space left"))
    result = pydock("cp", "src/a", "web:/t", terminal=True)
    assert result.status == 1
    assert result.stdout.endswith(" \rError response from daemon: no space left\r\n")
