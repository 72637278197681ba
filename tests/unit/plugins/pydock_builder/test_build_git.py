from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from pydock_builder import git

from pydock_core.errors import InvalidValue, PyDockError

if TYPE_CHECKING:
    from pathlib import Path

FAKE = """#!/bin/sh
echo "$*" >> {log}
case "$*" in *{failing}*) echo broken; exit 9;; *fetch*) mkdir -p "$PWD/sub"; ln -s / "$PWD/out";; esac
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def _clone(tmp_path: Path, url: str, *, failing: str = "nothing", smart: bool = True) -> git.Clone:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(FAKE.format(log=tmp_path / "log", failing=failing))
    program.chmod(0o755)
    environ = {"PATH": f"{program.parent}:/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    os.environ["PATH"] = environ["PATH"]
    return git.Clone(url, environ, lambda service: smart)


@pytest.fixture(autouse=True)
def _path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])


def test_git_context_requires_git(tmp_path: Path) -> None:
    with pytest.raises(
        PyDockError, match=r'^unable to find \'git\': exec: "git": executable file not found in \$PATH$'
    ):
        git.Clone("git://x", {"PATH": str(tmp_path)}, lambda service: True).make()


@pytest.mark.parametrize("path", [".", ":/nowhere"])
def test_git_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\ntouch mark\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PyDockError, match=r"unable to find 'git': exec: \"git\": "):
        git.Clone("git://x", {"PATH": path}, lambda service: True).make()
    assert not (tmp_path / "mark").exists()


def test_git_context_refuses_reference_that_looks_like_a_flag() -> None:
    with pytest.raises(InvalidValue, match=r"^invalid refspec: --upload-pack=x$"):
        git.Repository("git://x/y#--upload-pack=x")


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        ("init", "failed to init repo at"),
        ("remote", "failed add origin repo at git://x/y: broken\n: exit status 9"),
        ("fetch", "error fetching: broken\n: exit status 9"),
        ("checkout", "error checking out ref: broken\n: exit status 9"),
        ("submodule", "error initializing submodules: broken\n: exit status 9"),
    ],
)
def test_failed_git_step_is_reported_and_clone_removed(tmp_path: Path, failing: str, words: str) -> None:
    with pytest.raises(PyDockError) as failure:
        _clone(tmp_path, "git://x/y#ref", failing=failing).make()
    assert failure.value.message.startswith(f"unable to 'git clone' to temporary context directory: {words}")
    assert not list(tmp_path.glob(f"{git.PREFIX}*"))


@pytest.mark.parametrize("failing", ["remote", "fetch", "checkout"])
def test_failed_git_step_shows_no_password_of_the_url(tmp_path: Path, failing: str) -> None:
    clone = _clone(tmp_path, "https://me:secret@x/y.git#ref", failing=failing)
    program = tmp_path / "bin" / "git"
    program.write_text(program.read_text().replace("echo broken", "echo fatal: https://me:secret@x/y.git: secret"))
    with pytest.raises(PyDockError) as failure:
        clone.make()
    assert "secret" not in failure.value.message
    assert "fatal: https://me:xxxxx@x/y.git: xxxxx" in failure.value.message


@pytest.mark.parametrize(
    ("folder", "words"),
    [("../x", "not within git root"), ("nosuch", "no such file or directory"), ("out/etc/passwd", "no such")],
)
def test_git_context_refuses_folder_outside_repository(tmp_path: Path, folder: str, words: str) -> None:
    with pytest.raises(PyDockError, match=words):
        _clone(tmp_path, f"git://x/y#:{folder}").make()
    assert not list(tmp_path.glob(f"{git.PREFIX}*"))


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("github.com/a/b", ("https://github.com/a/b", "master", "")),
        ("git@host:a/b.git#ref:sub", ("git@host:a/b.git", "ref", "sub")),
        ("https://h/a.git#:sub/x", ("https://h/a.git", "master", "sub/x")),
        ("git://h/a#pull/42/head", ("git://h/a", "pull/42/head", "")),
    ],
)
def test_repository_url_is_split_into_remote_reference_and_folder(url: str, parts: tuple[str, str, str]) -> None:
    found = git.Repository(url)
    assert (found.remote, found.reference, found.folder) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://h/x.git", True),
        ("https://h/x.git#a:b", True),
        ("https://h/x.git#", False),
        ("https://h/x.tar.gz", False),
        ("git@h:x", True),
        ("github.com/x", True),
        ("gitlab.com/x", False),
        ("ssh://h/x.git", False),
    ],
)
def test_is_git_url_recognizes_repositories(text: str, expected: bool) -> None:
    assert git.is_git_url(text) is expected


def test_dumb_http_server_is_cloned_with_full_history(tmp_path: Path, log: Path) -> None:
    clone = _clone(tmp_path, "https://h/x.git#v1:sub", smart=False)
    folder = clone.make()
    assert folder.endswith("/sub")
    assert log.read_text().splitlines() == [
        "-c protocol.file.allow=never init",
        "-c protocol.file.allow=never remote add origin https://h/x.git",
        "-c protocol.file.allow=never fetch origin -- v1",
        "-c protocol.file.allow=never checkout v1",
        "submodule update --init --recursive --depth=1",
    ]
    clone.remove()
    assert not os.path.exists(folder)
