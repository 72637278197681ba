"""Login, push, pull, manifests and logout with real registries: open, with a password, with TLS, with tokens."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engines.registry import Registry
from tests.engines.tokens import TokenServer
from tests.parity.given import tiny

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engines.dockerd import Dockerd

    Run = Callable[..., "subprocess.CompletedProcess[str]"]

PYDOCK = str(Path(sys.executable).with_name("pydock"))
KINDS = ("registry", "private_registry", "tls_registry", "token_registry")


@pytest.fixture
def run(engine: Dockerd, tmp_path: Path) -> Iterator[Run]:
    """Yields a function that runs PyDock on the real engine, with an empty home."""

    def start(
        *words: str, stdin: str = "", host: str = engine.host, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DOCKER_HOST": host, **variables}
        return subprocess.run(
            [PYDOCK, *words], input=stdin, env=environ, capture_output=True, text=True, timeout=60, check=False
        )

    yield start
    engine.reset()


@pytest.fixture(params=KINDS)
def any_registry(request: pytest.FixtureRequest) -> Registry:
    """Returns each kind of registry in turn."""
    found: Registry = request.getfixturevalue(request.param)
    return found


def log_in(run: Run, registry: Registry) -> subprocess.CompletedProcess[str]:
    name, password = registry.account or ("anybody", "anything")
    return run("login", "-u", name, "--password-stdin", registry.address, stdin=password + "\n")


@pytest.mark.parametrize("kind", ["private_registry", "token_registry"])
@pytest.mark.parametrize("host", [None, "unix:///nosuch"])
def test_wrong_password_is_refused_with_and_without_an_engine(
    run: Run, request: pytest.FixtureRequest, tmp_path: Path, kind: str, host: str | None
) -> None:
    registry: Registry = request.getfixturevalue(kind)
    more = {} if host is None else {"host": host}
    result = run("login", "-u", "somebody", "--password-stdin", registry.address, stdin="wrong", **more)
    assert (result.returncode, result.stdout) == (1, "")
    assert "401 Unauthorized" in result.stderr or "incorrect username or password" in result.stderr
    assert not (tmp_path / ".docker" / "config.json").exists()


@pytest.mark.parametrize("kind", ["private_registry", "token_registry"])
def test_push_without_login_is_refused(run: Run, request: pytest.FixtureRequest, kind: str) -> None:
    registry: Registry = request.getfixturevalue(kind)
    name = f"{registry.address}/refused"
    run("tag", "busybox", name)
    result = run("push", "-q", name)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.strip()


def test_login_allows_push_and_pull_until_logout(run: Run, any_registry: Registry, tmp_path: Path) -> None:
    name = f"{any_registry.address}/e2e/busybox:1"
    assert log_in(run, any_registry).stdout == "Login Succeeded\n"
    file = tmp_path / ".docker" / "config.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("tag", "busybox", name).returncode == 0
    pushed = run("push", name)
    assert pushed.returncode == 0, pushed
    assert "1: digest: sha256:" in pushed.stdout
    assert run("rmi", name).returncode == 0
    assert run("pull", "-q", name).stdout == f"{name}\n"
    assert run("login", any_registry.address).stdout == "Login Succeeded\n"
    assert run("logout", any_registry.address).returncode == 0
    assert json.loads(file.read_text()) == {"auths": {}}
    run("rmi", name)
    assert (run("pull", "-q", name).returncode == 0) == (any_registry.account is None)


@pytest.mark.parametrize("host", [None, "unix:///nosuch"])
def test_identity_token_replaces_the_password(run: Run, tmp_path: Path, host: str | None) -> None:
    more = {} if host is None else {"host": host}
    with (
        TokenServer(tmp_path, account=("somebody", "a password"), identity="a token to keep") as tokens,
        Registry(token_server=tokens) as registry,
    ):
        name = registry.push(tiny(), "identity", "1")
        logged_in = run("login", "-u", "somebody", "--password-stdin", registry.address, stdin="a password", **more)
        assert (logged_in.returncode, logged_in.stdout, logged_in.stderr) == (0, "Login Succeeded\n", "")
        entry = {"auth": "c29tZWJvZHk6", "identitytoken": "a token to keep"}
        assert json.loads((tmp_path / ".docker" / "config.json").read_text()) == {"auths": {registry.address: entry}}
        tokens.asked.clear()
        assert run("pull", "-q", name).stdout == f"{name}\n"
        assert run("push", "-q", name).returncode == 0
        assert run("manifest", "inspect", "--insecure", name).returncode == 0
        assert {one["refresh_token"][0] for one in tokens.asked} == {"a token to keep"}


def test_credentials_of_the_environment_serve_pull_and_push(
    run: Run, private_registry: Registry, tmp_path: Path
) -> None:
    name = private_registry.push(tiny(text="environment"), "environment", "1")
    auths = {private_registry.address: {"auth": b64encode(b"somebody:a password").decode()}}
    environ = {"DOCKER_AUTH_CONFIG": json.dumps({"auths": auths})}
    assert run("pull", "-q", name).returncode == 1
    assert run("pull", "-q", name, **environ).stdout == f"{name}\n"
    assert run("push", "-q", name, **environ).returncode == 0
    assert run("manifest", "inspect", "--insecure", name, **environ).returncode == 0
    assert not (tmp_path / ".docker" / "config.json").exists()


def test_login_without_an_engine_uses_the_registry(run: Run, any_registry: Registry) -> None:
    name, password = any_registry.account or ("anybody", "anything")
    words = ("login", "-u", name, "--password-stdin", any_registry.address)
    result = run(*words, stdin=password, host="unix:///nosuch")
    assert (result.returncode, result.stdout) == (0, "Login Succeeded\n"), result


def test_manifest_list_is_created_and_pushed(run: Run, any_registry: Registry, tmp_path: Path) -> None:
    for tag in ("1", "2"):
        any_registry.push(tiny(text=tag), "part", tag)
    log_in(run, any_registry)
    address = any_registry.address
    parts = [f"{address}/part:{tag}" for tag in ("1", "2")]
    created = run("manifest", "create", "--insecure", f"{address}/whole:1", *parts)
    assert created.stdout == f"Created manifest list {address}/whole:1\n", created
    assert run("manifest", "annotate", f"{address}/whole:1", parts[1], "--arch", "arm").returncode == 0
    pushed = run("manifest", "push", "--purge", "--insecure", f"{address}/whole:1")
    assert pushed.returncode == 0, pushed
    assert pushed.stdout.count("Pushed ref ") == 2
    shown = json.loads(run("manifest", "inspect", "--insecure", f"{address}/whole:1").stdout)
    assert [item["platform"]["architecture"] == "arm" for item in shown["manifests"]] == [False, True]
    assert os.listdir(tmp_path / ".docker" / "manifests") == []


def test_manifest_inspect_needs_credentials(run: Run, token_registry: Registry) -> None:
    token_registry.push(tiny(), "secret", "1")
    result = run("manifest", "inspect", "--insecure", f"{token_registry.address}/secret:1")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f'Get "http://{token_registry.address}/v2/secret/manifests/1": unauthorized: incorrect username or password\n'
    )


def test_parallel_logins_store_all_credentials(run: Run, registry: Registry, tmp_path: Path) -> None:
    addresses = [f"127.0.0.1:{registry.port}", f"localhost:{registry.port}"]

    def log_in_at(address: str) -> int:
        return run("login", "-u", "x", "--password-stdin", address, stdin="y").returncode

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(log_in_at, [*addresses, *addresses])) == {0}
    assert sorted(json.loads((tmp_path / ".docker" / "config.json").read_text())["auths"]) == sorted(addresses)


def test_archives_are_piped_between_save_and_load(run: Run, engine: Dockerd, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DOCKER_HOST": engine.host}
    line = f"'{PYDOCK}' save busybox | '{PYDOCK}' load"
    done = subprocess.run(["sh", "-c", line], env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "Loaded image: busybox:latest\n")
