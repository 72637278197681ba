"""docker's client and PyDock take turns on one context store."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.parity import clients

if TYPE_CHECKING:
    from pathlib import Path

DOCKER = clients.docker()


class Turns:
    """A home with a context store; `docker` and `pydock` run a command line of `context` there."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def docker(self, *words: str) -> str:
        return self._run(str(DOCKER), *words)

    def pydock(self, *words: str) -> str:
        return self._run(sys.executable, str(clients.SCRIPT), *words)

    def _run(self, *command: str) -> str:
        at = 2 if command[0] == sys.executable else 1
        environ = {"HOME": str(self.home), "PATH": os.environ["PATH"]}
        line = [*command[:at], "context", *command[at:]]
        done = subprocess.run(line, cwd=self.home, env=environ, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Returns the mode and content of each file of the store, by path."""
        store = self.home / ".docker" / "contexts"
        return {
            str(path.relative_to(store)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted(store.rglob("*"))
        }


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    if DOCKER is None:
        pytest.skip(f"there is no docker {clients.VERSION} on PATH")
    (tmp_path / "key").write_text("KEY")
    return Turns(tmp_path)


def test_clients_see_the_contexts_of_one_another(turns: Turns) -> None:
    turns.pydock("create", "ours", "--docker", "host=unix:///x,key=key", "--description", "a <b>")
    turns.docker("create", "theirs", "--docker", "host=unix:///x,key=key", "--description", "a <b>")
    assert turns.docker("inspect", "ours", "theirs") == turns.pydock("inspect", "ours", "theirs")
    turns.docker("update", "ours", "--docker", "host=tcp://two")
    turns.pydock("update", "theirs", "--docker", "host=tcp://two")
    assert turns.docker("ls") == turns.pydock("ls")
    turns.docker("use", "ours")
    assert turns.pydock("show") == "ours\n"
    turns.pydock("use", "theirs")
    assert turns.docker("show") == "theirs\n"
    turns.docker("use", "default")
    turns.docker("rm", "ours")
    turns.pydock("rm", "theirs")
    assert turns.docker("ls", "-q") == turns.pydock("ls", "-q") == "default\n"


def test_clients_leave_the_same_files(turns: Turns) -> None:
    stores = []
    for client in (turns.docker, turns.pydock):
        client("create", "one", "--docker", "host=unix:///x,key=key,ca=key", "--description", "é & <b>")
        client("create", "two", "--from", "one")
        client("update", "two", "--description", "second", "--docker", "host=tcp://h")
        stores.append(turns.files())
        client("rm", "one", "two")
        stores.append(turns.files())
    assert stores[0] == stores[2]
    assert stores[1] == stores[3]


def test_clients_import_the_archives_of_one_another(turns: Turns) -> None:
    turns.docker("create", "one", "--docker", "host=unix:///x,key=key,ca=key")
    turns.docker("export", "one", "docker.tar")
    turns.pydock("export", "one", "pydock.tar")
    theirs, ours = ((turns.home / f"{name}.tar").read_bytes() for name in ("docker", "pydock"))
    assert ours.startswith(theirs)
    assert ours[len(theirs) :].strip(b"\0") == b""
    turns.pydock("import", "two", "docker.tar")
    turns.docker("import", "three", "pydock.tar")
    form = "{{.Endpoints}} {{.TLSMaterial}}"
    assert turns.docker("inspect", "-f", form, "two") == turns.pydock("inspect", "-f", form, "three")
