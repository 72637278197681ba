"""A real credential helper: `docker-credential-pass` with a temporary key and password store."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity.given import tiny

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.dockerd import Dockerd
    from tests.engines.registry import Registry

PYDOCK = str(Path(sys.executable).with_name("pydock"))
UNPACKED = Path(sys.prefix) / "credential-helper" / "usr" / "bin"
KEY = "nobody@example.org"


class Keychain:
    """A home with a password store; `run` runs a program with this home, `pydock` runs PyDock on the real engine."""

    def __init__(self, home: Path, host: str) -> None:
        self.home = home
        path = f"{UNPACKED}{os.pathsep}{os.environ['PATH']}"
        self.environ = {"PATH": path, "HOME": str(home), "DOCKER_HOST": host}
        self.configuration = home / ".docker" / "config.json"

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, input=stdin, env=self.environ, capture_output=True, text=True, timeout=60, check=False
        )

    def pydock(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return self.run(PYDOCK, *words, stdin=stdin)

    def configure(self, **content: object) -> None:
        self.configuration.parent.mkdir(exist_ok=True)
        self.configuration.write_text(json.dumps(content))

    def configured(self) -> object:
        return json.loads(self.configuration.read_text())

    def users(self) -> list[str]:
        """Returns the accounts in the store."""
        return sorted(file.stem for file in (self.home / ".password-store").rglob("*.gpg"))

    def make(self) -> None:
        """Creates the key and the store; raises AssertionError with the message of a failed program."""
        (self.home / ".gnupg").mkdir(mode=0o700)
        key = ("--quick-generate-key", KEY, "future-default", "default", "never")
        for words in (
            ("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", *key),
            ("pass", "init", KEY),
        ):
            done = self.run(*words)
            assert done.returncode == 0, done


@pytest.fixture
def keychain(engine: Dockerd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    search = f"{UNPACKED}{os.pathsep}{os.environ['PATH']}"
    missing = [
        name for name in ("docker-credential-pass", "pass", "gpg", "gpgconf") if not shutil.which(name, path=search)
    ]
    if missing:
        if "PYDOCK_TEST_WHOLE" in os.environ:
            pytest.fail(f"not found: {missing}")
        pytest.skip(f"not found: {missing}")
    # The socket of gpg-agent is in its home, and the path of a socket is limited.
    home = tmp_path_factory.mktemp("h")
    made = Keychain(home, engine.host)
    try:
        made.make()
        yield made
    finally:
        made.run("gpgconf", "--kill", "all")
    engine.reset()


def log_in(keychain: Keychain, registry: Registry) -> subprocess.CompletedProcess[str]:
    assert registry.account
    name, password = registry.account
    return keychain.pydock("login", "-u", name, "--password-stdin", registry.address, stdin=password)


def test_missing_store_is_reported_with_the_message_of_the_helper(
    keychain: Keychain, private_registry: Registry
) -> None:
    shutil.rmtree(keychain.home / ".password-store")
    keychain.configure(credsStore="pass")
    result = log_in(keychain, private_registry)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "Error saving credentials: error storing credentials - err: exit status 1, out: `pass not initialized: "
    )
    assert keychain.configured() == {"credsStore": "pass"}


def test_wrong_password_is_not_stored(keychain: Keychain, private_registry: Registry) -> None:
    keychain.configure(credsStore="pass")
    wrong = keychain.pydock("login", "-u", "somebody", "--password-stdin", private_registry.address, stdin="wrong")
    assert (wrong.returncode, keychain.users()) == (1, [])


@pytest.mark.parametrize("way", ["credsStore", "credHelpers", "nothing"])
def test_stored_credentials_serve_pull_and_push_until_logout(
    keychain: Keychain, private_registry: Registry, way: str
) -> None:
    address = private_registry.address
    configuration: dict[str, object] = {"credsStore": "pass"}
    if way == "credHelpers":
        configuration = {"credHelpers": {address: "pass"}}
    if way != "nothing":  # a helper on PATH is used
        keychain.configure(**configuration)
    name = private_registry.push(tiny(text=way), f"helped/{way.lower()}", "1")
    assert private_registry.account
    assert keychain.pydock("pull", "-q", name).returncode == 1

    result = log_in(keychain, private_registry)
    assert (result.returncode, result.stdout, result.stderr) == (0, "Login Succeeded\n", "")
    assert keychain.users() == [private_registry.account[0]]
    assert keychain.configured() == {"auths": {address: {}}, **configuration}
    assert private_registry.account[1] not in keychain.configuration.read_text()

    again = keychain.pydock("login", address)
    assert (again.returncode, again.stdout) == (0, "Login Succeeded\n")
    assert again.stderr.startswith("Authenticating with existing credentials... [Username: somebody]\n")
    assert keychain.pydock("pull", "-q", name).stdout == f"{name}\n"
    pushed = keychain.pydock("push", "-q", name)
    assert (pushed.returncode, pushed.stdout) == (0, f"{name}\n"), pushed
    shown = keychain.pydock("manifest", "inspect", "--insecure", name)
    assert json.loads(shown.stdout)["schemaVersion"] == 2

    assert keychain.pydock("logout", address).stdout == f"Removing login credentials for {address}\n"
    assert (keychain.users(), keychain.configured()) == ([], {"auths": {}, **configuration})
    keychain.pydock("rmi", name)
    assert keychain.pydock("pull", "-q", name).returncode == 1


def test_cred_helpers_select_the_helper_of_a_registry(
    keychain: Keychain, private_registry: Registry, token_registry: Registry
) -> None:
    keychain.configure(credHelpers={private_registry.address: "pass"})
    assert log_in(keychain, private_registry).returncode == 0
    assert "stored unencrypted" in log_in(keychain, token_registry).stderr
    content = keychain.configured()
    assert isinstance(content, dict)
    assert {key: list(entry) for key, entry in content["auths"].items()} == {
        private_registry.address: [],
        token_registry.address: ["auth"],
    }
