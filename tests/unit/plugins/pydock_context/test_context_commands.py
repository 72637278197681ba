"""`context`: the commands on a store of their own, without an engine."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.config import context_file
from pydock_core.files import atomic

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


def folder(pydock: PyDock) -> Path:
    return Path(pydock.environ["HOME"]) / ".docker"


def stored(pydock: PyDock) -> list[str]:
    """Returns the files of the store below docker's folder, without the hashes of names."""
    names = [path.relative_to(folder(pydock)) for path in folder(pydock).rglob("*") if path.is_file()]
    return sorted("/".join(part for part in name.parts if len(part) < 64) for name in names)


def create(pydock: PyDock, name: str, *words: str) -> None:
    assert pydock("context", "create", name, "--docker", f"host=tcp://{name}.invalid", *words).status == 0


@pytest.fixture
def archive(pydock: PyDock, tmp_path: Path) -> Path:
    """An archive of a context with a TLS file."""
    (tmp_path / "key").write_text("KEY")
    words = ("--docker", f"host=unix:///x,key={tmp_path / 'key'}")
    assert pydock("context", "create", "source", *words).status == 0
    target = tmp_path / "archive.tar"
    result = pydock("context", "export", "source", str(target))
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == f'Written file "{target}"\n'
    return target


def test_context_commands_ask_no_engine(pydock: PyDock, archive: Path) -> None:
    lines = ("ls", f"import two {archive}", "inspect two", "update two --description x", "use two", "show", "rm -f two")
    for line in lines:
        result = pydock("context", *line.split())
        assert (result.status, result.requests) == (0, []), line


def test_context_export_is_private_and_refuses_a_terminal(pydock: PyDock, archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    result = pydock("context", "export", "source", "-", terminal=True)
    assert result.stdout == "cowardly refusing to export to a terminal, specify a file path\r\n"
    assert result.status == 1
    assert pydock("context", "export", "source", "-").stdout_bytes == archive.read_bytes()


def test_context_export_to_a_full_disk_leaves_no_file(
    pydock: PyDock, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    target = archive.with_name("new.tar")
    result = pydock("context", "export", "source", str(target))
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"write {target}: no space left on device\n"
    assert not target.exists()


def test_context_import_restores_metadata_and_tls_files(pydock: PyDock, archive: Path) -> None:
    result = pydock("context", "import", "copy", "-", stdin=archive.read_bytes())
    assert (result.stdout, result.stderr) == ("copy\n", 'Successfully imported context "copy"\n')
    form = "{{.Name}} {{.Endpoints.docker.Host}} {{.TLSMaterial}}"
    assert pydock("context", "inspect", "-f", form, "copy").stdout == "copy unix:///x map[docker:[key.pem]]\n"


def test_context_import_from_zip(pydock: PyDock, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("meta.json", '{"Endpoints":{"docker":{"Host":"tcp://h"}}}')
        file.writestr("tls/docker/ca.pem", "CA")
    assert pydock("context", "import", "one", str(tmp_path / "x.zip")).status == 0
    assert stored(pydock) == ["contexts/meta/meta.json", "contexts/tls/docker/ca.pem"]


@pytest.mark.parametrize("left", [560, 2000, 2561])
def test_context_import_of_a_truncated_archive_leaves_nothing(pydock: PyDock, archive: Path, left: int) -> None:
    before = stored(pydock)
    result = pydock("context", "import", "copy", "-", stdin=archive.read_bytes()[:left])
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "unexpected EOF\n"
    assert stored(pydock) == before


@pytest.mark.parametrize("document", ["{", "[]", '{"Endpoints":{"docker":5}}', '{"Metadata":{"Description":5}}', ""])
def test_context_import_of_wrong_metadata_leaves_nothing(pydock: PyDock, tmp_path: Path, document: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("meta.json", document)
        file.writestr("tls/docker/ca.pem", "CA")
    result = pydock("context", "import", "one", str(tmp_path / "x.zip"))
    assert (result.status, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert stored(pydock) == []


def test_context_import_of_more_than_the_limit_is_refused(pydock: PyDock, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes((10 << 20) + 1))
    result = pydock("context", "import", "one", str(tmp_path / "large"))
    assert (result.status, result.stderr) == (1, "read exceeds the defined limit\n")


def test_context_create_on_a_full_disk_leaves_no_context(pydock: PyDock, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "meta.json")

    (Path(pydock.environ["HOME"]) / "ca").write_text("CA")
    ca = Path(pydock.environ["HOME"]) / "ca"
    write = atomic.write_atomically
    monkeypatch.setattr(
        context_file,
        "write_atomically",
        lambda path, *words, **more: full() if path.endswith("meta.json") else write(path, *words, **more),
    )
    result = pydock("context", "create", "one", "--docker", f"host=unix:///x,ca={ca}")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "write meta.json: no space left on device\n"
    assert stored(pydock) == []


def test_context_use_keeps_unknown_members_of_the_configuration(pydock: PyDock) -> None:
    create(pydock, "one")
    (folder(pydock) / "config.json").write_text('{"mine": [1.50], "auths": {}}')
    pydock("context", "use", "one")
    assert '"mine": [1.50]' in (folder(pydock) / "config.json").read_text()
    assert pydock("context", "show").stdout == "one\n"
    pydock("context", "use", "default")
    assert "currentContext" not in (folder(pydock) / "config.json").read_text()


def test_context_use_refuses_a_broken_configuration(pydock: PyDock) -> None:
    create(pydock, "one")
    (folder(pydock) / "config.json").write_text("{")
    result = pydock("context", "use", "one")
    assert (result.status, result.stdout) == (1, "")
    assert "correct or remove it first" in result.stderr
    assert (folder(pydock) / "config.json").read_text() == "{"


def test_context_use_warns_of_docker_host(pydock: PyDock) -> None:
    create(pydock, "one")
    result = pydock("context", "use", "one", environ={"DOCKER_HOST": "tcp://h"})
    assert result.stderr.splitlines()[1] == (
        "Warning: DOCKER_HOST environment variable overrides the active context. "
        'To use "one", either set the global --context flag, or unset DOCKER_HOST environment variable.'
    )


def test_context_rm_refuses_the_current_context_and_removes_the_others(pydock: PyDock) -> None:
    create(pydock, "one")
    create(pydock, "two")
    pydock("context", "use", "one")
    result = pydock("context", "rm", "one", "two", "default")
    assert (result.status, result.stdout) == (1, "two\n")
    assert result.stderr == (
        'context "one" is in use, set -f flag to force remove\ncontext "default" cannot be removed\n'
    )


def test_context_update_replaces_tls_files_with_the_engine_only(pydock: PyDock, archive: Path) -> None:
    pydock("context", "update", "source", "--description", "x")
    assert "contexts/tls/docker/key.pem" in stored(pydock)
    pydock("context", "update", "source", "--docker", "host=tcp://h")
    assert "contexts/tls/docker/key.pem" not in stored(pydock)


def test_context_ls_escapes_a_description_that_would_forge_a_row(pydock: PyDock) -> None:
    create(pydock, "one", "--description", "a\nb\x1b[2J")
    rows = pydock("context", "ls").stdout.splitlines()
    assert len(rows) == 3
    assert "\x1b" not in "".join(rows)


def test_completion_offers_contexts(pydock: PyDock) -> None:
    create(pydock, "one")
    create(pydock, "two")
    for command in ("inspect", "rm", "export", "update", "use"):
        assert pydock.complete(f"context {command} ") == ["one", "two", "default"], command
    assert "two" in pydock.complete("context inspect one t")
    assert "one" not in pydock.complete("context rm one ")
    assert pydock.complete("context use one ") == []
    assert pydock.complete("context export one ") == []  # file names
    assert pydock.complete("context create --from ") == ["one", "two", "default"]
    assert {"create", "export", "import", "inspect", "ls"} <= set(pydock.complete("context "))
