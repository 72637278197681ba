"""Credentials, contexts and records are on the disk before the old file is gone; new folders are the user's alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.config.context_file import write_metadata, write_tls
from pydock_core.config.contexts import ContextStore
from pydock_core.config.docker_config import DockerConfig
from pydock_core.host.decider_records import remember_deciders
from pydock_core.testing import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@pytest.fixture
def synchronized(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were renamed right after they were synchronized."""
    names: list[str] = []
    synchronizations: list[int] = []
    replace = os.replace

    def rename(source: str, target: str) -> None:
        if synchronizations:
            names.append(os.path.basename(target))
            synchronizations.clear()
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synchronizations.append)
    monkeypatch.setattr(os, "replace", rename)
    return names


def store_credentials(folder: Path) -> None:
    config = DockerConfig(str(folder))
    config.update(lambda raw: raw.update(auths={"example.test": {"auth": "dTpw"}}))


def store_context(folder: Path) -> None:
    write_metadata(ContextStore(str(folder)), {"Name": "x", "Metadata": {}, "Endpoints": {}})


def store_tls(folder: Path) -> None:
    write_tls(ContextStore(str(folder)), "x", {"ca.pem": b"ca"})


def store_record(folder: Path) -> None:
    report: Any = {"plugin": "dist:policy", "broken": False, "hooks": {"pydock_send": []}}
    remember_deciders({"XDG_STATE_HOME": str(folder)}, [report], complete=True)


@pytest.mark.parametrize(
    ("store", "name"),
    [
        (store_credentials, "config.json"),
        (store_context, "meta.json"),
        (store_tls, "ca.pem"),
        (store_record, "plugins.json"),
    ],
)
def test_file_is_synchronized_before_it_replaces_the_old_one(
    tmp_path: Path, synchronized: list[str], store: Callable[[Path], None], name: str
) -> None:
    store(tmp_path)
    assert name in synchronized


def test_no_file_of_a_home_is_writable_by_others_without_a_umask(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".config" / "pydock").mkdir(parents=True)
    settings = home / ".config" / "pydock" / "config.toml"
    settings.write_text('log_level = "info"\n')
    os.utime(settings, (1_600_000_000, 1_600_000_000))
    lines = [
        "run -d --name web busybox sleep 60",
        "save -o archive.tar busybox",
        "export -o container.tar web",
        "cp web:/etc copied",
        "groups ls",
        "self index",
        "self install --dry-run x",
    ]
    with FakeEngine() as engine:
        environ = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "DOCKER_HOST": engine.serve(str(tmp_path / "docker.sock")).host,
            "PYTHONPATH": str(Path(__file__).parents[3]),
        }
        for line in lines:
            words = [sys.executable, "-m", "pydock_core", *line.split()]
            subprocess.run(words, env=environ, cwd=home, umask=0, capture_output=True, check=True)
    store_credentials(home / ".docker")
    found = [path for path in home.rglob("*") if not path.is_symlink()]
    assert {path.name for path in found} >= {"settings.json", "archive.tar", "copied", "constraints.txt", "config.json"}
    assert any(path.name.startswith("index-") for path in found)
    open_to_others = [str(path) for path in found if stat.S_IMODE(path.stat().st_mode) & 0o022]
    assert open_to_others == []
