"""Wrong settings, config.json, hosts and versions: one error line that names the source, and no secret."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from pydock_core.config.settings_check import MENDING
from pydock_core.testing import FakeEngine, faults, run_pydock
from pydock_core.testing.fake_engine.exchange import Answer
from tests.fault_injection.processes import PYDOCK

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing import Result

SECRETS = ("hunter2", base64.b64encode(b"somebody:hunter2").decode())


def run(home: Path, *words: str, engine: FakeEngine | None = None, **environ: str) -> Result:
    variables = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), **environ}
    return run_pydock(words, engine=engine, environ=variables)


def settings(home: Path, content: bytes) -> Path:
    file = home / ".config" / "pydock" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b'log_level = "debug"\nbroken =\n', "line 2, column 9"),
        (b"[plugins\n", "line 1, column 9"),
        (b'log_level = "info"\nlog_level = "debug"\n', "line 2"),
        (b"\xff\xfe", ""),
        (b"x = " + b"[" * 5000, ""),
        (b'log_levle = "debug"\n', "log_levle"),
        (b"log_level = 5\n", "log_level"),
        (b'log_level = "loud"\n', "log_level"),
        (b"[plugins]\nblocked = 5\n", "plugins.blocked"),
        (b"[plugins]\nblocked = [5]\n", "plugins.blocked"),
        (b"plugins = 5\n", "plugins"),
    ],
)
def test_invalid_settings_are_reported_with_file_and_position(tmp_path: Path, content: bytes, where: str) -> None:
    file = settings(tmp_path, content)
    result = run(tmp_path, "ps")
    assert (result.status, result.stdout) == (1, "")
    assert str(file) in result.stderr
    message, hint = result.stderr.splitlines()
    assert where in message
    assert hint == MENDING
    assert run(tmp_path, "--version").status == 0


def test_folder_in_place_of_settings_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".config" / "pydock" / "config.toml").mkdir(parents=True)
    result = run(tmp_path, "ps")
    message, hint = result.stderr.splitlines()
    assert (result.status, hint) == (1, MENDING)
    assert "config.toml" in message


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"null", b"\xff", b'{"auths": 5}', b'{"psFormat": 5}', b'{"HttpHeaders": []}', b'{"proxies": "x"}'],
)
@pytest.mark.parametrize("line", ["ps", "pull busybox", "create busybox"])
def test_invalid_config_json_is_reported_without_traceback(tmp_path: Path, content: bytes, line: str) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_bytes(content)
    result = run(tmp_path, *line.split())
    assert "Traceback" not in result.stderr
    assert "internal error" not in result.stderr
    if content in (b"{", b"[]", b"\xff"):
        assert "config.json" in result.stderr


def test_folder_in_place_of_config_json_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".docker" / "config.json").mkdir(parents=True)
    result = run(tmp_path, "ps")
    assert "config.json" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "host",
    [
        *("nonsense", "://", "tcp://", "tcp://:x", "tcp://localhost:99999", "tcp://a b", "unix://", "fd://", "ssh://"),
        *("http://[::1", "tcp://127.0.0.1:1", "tcp://no.such.invalid", "tcp://127.0.0.1:1/\x1b[2J", "\udcff"),
        *("unix:///nowhere/docker.sock", "unix:///dev/null", "unix:///" + "x" * 200, "npipe:////./pipe/docker"),
    ],
)
def test_invalid_host_is_reported_in_one_line(tmp_path: Path, host: str) -> None:
    environ = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": host}
    command = [PYDOCK, "ps"]
    result = subprocess.run(command, capture_output=True, env=environ, stdin=subprocess.DEVNULL, timeout=60)
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr.strip()
    assert b"Traceback" not in result.stderr
    assert b"internal error" not in result.stderr
    assert result.stderr.count(b"\n") == 1


@pytest.mark.parametrize("version", ["x", "1.999", "0", "1.41/../..", "\x1b", "1." + "9" * 5000])
def test_invalid_api_version_in_the_environment_is_reported(tmp_path: Path, version: str) -> None:
    result = run(tmp_path, "ps", DOCKER_API_VERSION=version)
    assert result.status == 1
    assert "internal error" not in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("version", ["", "x", "1.x", "99.99", "-1", "1.\u0664", "9" * 5000])
def test_invalid_api_version_of_the_engine_causes_no_traceback(tmp_path: Path, version: str) -> None:
    with FakeEngine() as engine:
        answer = Answer(200, b"OK", headers={"Api-Version": version.encode().decode("latin-1")})
        engine.fault("*", "/_ping", faults.Fault(answer=answer))
        result = run(tmp_path, "ps", engine=engine)
    assert "internal error" not in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_log_has_each_request_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    auths = {"registry.test": {"auth": SECRETS[1]}}
    headers = {"X-Token": "hunter2"}
    (tmp_path / ".docker" / "config.json").write_text(json.dumps({"auths": auths, "HttpHeaders": headers}))
    with FakeEngine() as engine:
        engine.fault("POST", "/containers/create", faults.message("No such image: x", status=404))
        engine.fault("POST", "/images/create", faults.answer(200, b"{"))
        line = ["-D", "run", "-e", "PASSWORD=hunter2", "registry.test/x"]
        result = run(tmp_path, *line, engine=engine, HTTP_PROXY="http://somebody:hunter2@127.0.0.1:1")
        sent = [one.headers.get("x-registry-auth") for one in engine.requests if one.path == "/images/create"]
    assert sent
    assert sent[0]
    assert result.status == 125
    assert "level=debug" in result.stderr
    assert "images/create" in result.stderr
    for secret in (*SECRETS, *filter(None, sent)):
        assert secret not in result.stderr


@pytest.mark.parametrize(
    "host", ["tcp://somebody:hunter2@127.0.0.1:1", "ssh://somebody:hunter2@127.0.0.1:1", "hunter2://x:hunter2@y"]
)
def test_password_in_the_host_is_not_printed(tmp_path: Path, host: str) -> None:
    environ = {**os.environ, "HOME": str(tmp_path), "DOCKER_HOST": host}
    command = [PYDOCK, "-D", "ps"]
    result = subprocess.run(command, capture_output=True, env=environ, stdin=subprocess.DEVNULL, timeout=60)
    assert result.returncode == 1
    assert b":hunter2@" not in result.stderr
