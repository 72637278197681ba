"""`login` and `logout`: what is asked, what is kept, and nothing of a password on the screen."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock

SERVER = "example.test"
HELPER = """#!/bin/sh
case $1 in
get) read server; cat "$HOME/kept" 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; };;
store) cat >"$HOME/kept";;
erase) read server; rm -f "$HOME/kept";;
esac
"""


def config_of(pydock: PyDock) -> Path:
    """docker's configuration file; its folder is made."""
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    return folder / "config.json"


def kept(pydock: PyDock) -> Any:
    return json.loads(config_of(pydock).read_text())


def with_helper(pydock: PyDock, **configuration: Any) -> Path:
    """Has a credential helper called `fake`; returns the file in which it keeps what it is told."""
    home = Path(pydock.environ["HOME"])
    program = home / "docker-credential-fake"
    program.write_text(HELPER)
    program.chmod(0o755)
    pydock.environ["PATH"] = f"{home}{os.pathsep}{os.environ['PATH']}"
    config_of(pydock).write_text(json.dumps(configuration))
    return home / "kept"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-p", "x", "--password-stdin"], "conflicting options: cannot specify both --password and --password-stdin"),
        (["--password-stdin"], "the --password-stdin option requires --username to be set"),
        (["-u", ""], "username is empty"),
        (["-u", "x", "-p", ""], "password is empty"),
        (["-u", "x"], "Error: Cannot perform an interactive login from a non TTY device"),
        ([], "Error: Cannot perform an interactive login from a non TTY device"),
    ],
)
def test_login_refuses_incomplete_arguments_before_any_request(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("login", *words, SERVER)
    assert (result.status, result.stderr, result.asked) == (1, message + "\n", [])


def test_login_does_not_store_wrong_password(pydock: PyDock) -> None:
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"wrong")
    assert result.status == 1
    assert "unauthorized: incorrect username or password" in result.stderr
    assert not config_of(pydock).exists()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{"])
def test_login_stores_nothing_after_invalid_answer(pydock: PyDock, body: bytes) -> None:
    pydock.engine.fault("POST", "/auth", faults.answer(200, body))
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert (result.status, result.stdout) == (1, "")
    assert not config_of(pydock).exists()


def test_login_reports_unwritable_config_folder(pydock: PyDock) -> None:
    config_of(pydock).mkdir()
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert result.status == 1
    assert "Error saving credentials: " in result.stderr


def test_login_does_not_overwrite_broken_config_json(pydock: PyDock) -> None:
    config_of(pydock).write_text('{"auths": ')
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert result.status == 1
    assert "Error saving credentials: " in result.stderr
    assert config_of(pydock).read_text() == '{"auths": '


def test_login_reports_missing_credential_helper(pydock: PyDock) -> None:
    config_of(pydock).write_text('{"credsStore": "nosuch"}')
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert result.status == 1
    assert "docker-credential-nosuch" in result.stderr
    assert "secret" not in result.stderr


def test_login_stores_password_in_private_file(pydock: PyDock) -> None:
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret\r\n")
    assert (result.status, result.stdout) == (0, "Login Succeeded\n")
    assert result.requests[-1].object() == {"username": "somebody", "password": "secret", "serveraddress": SERVER}
    assert kept(pydock) == {"auths": {SERVER: {"auth": "c29tZWJvZHk6c2VjcmV0"}}}
    assert stat.S_IMODE(config_of(pydock).stat().st_mode) == 0o600
    assert f"stored unencrypted in '{config_of(pydock)}'" in result.stderr


def test_login_keeps_other_members_of_config_json(pydock: PyDock) -> None:
    mine = '"mine" : {"deep":[1, 2.50],\r\n "more": "\\u00e9<>\\/"  }'
    config_of(pydock).write_bytes(f'{{\n    {mine},\n    "psFormat": "x"\n}}\n'.encode())
    config_of(pydock).chmod(0o640)
    pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    text = config_of(pydock).read_bytes().decode()
    assert text.endswith(f'\n    }},\n    {mine},\n    "psFormat": "x"\n}}\n')
    assert text.startswith('{\n    "auths": {\n        "example.test"')
    assert stat.S_IMODE(config_of(pydock).stat().st_mode) == 0o640


def test_concurrent_logins_keep_all_entries(pydock: PyDock) -> None:
    from pydock_core.config import credentials
    from pydock_core.config.docker_config import DockerConfig

    def log_in(number: int) -> None:
        config = DockerConfig(str(config_of(pydock).parent))
        credentials.store(config, {}, {"username": "a", "password": "b", "serveraddress": f"host{number}.test"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(log_in, range(40)))
    assert len(kept(pydock)["auths"]) == 40


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://example.test/v1/", SERVER),
        ("http://example.test:5000", "example.test:5000"),
        ("docker.io", "https://index.docker.io/v1/"),
        ("https://index.docker.io/v1/", "https://index.docker.io/v1/"),
    ],
)
def test_login_stores_entry_under_hostname(pydock: PyDock, address: str, key: str) -> None:
    pydock("login", "-u", "somebody", "--password-stdin", address, stdin=b"secret")
    assert list(kept(pydock)["auths"]) == [key]


def test_login_tries_stored_credentials_first(pydock: PyDock) -> None:
    pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    result = pydock("login", SERVER)
    assert (result.status, result.stdout) == (0, "Login Succeeded\n")
    assert result.stderr.startswith("Authenticating with existing credentials... [Username: somebody]\n")
    assert result.requests[-1].object()["password"] == "secret"


def test_login_reports_refused_stored_credentials(pydock: PyDock) -> None:
    pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    pydock.engine.fault("POST", "/auth", faults.message("unauthorized", status=401))
    result = pydock("login", SERVER)
    assert result.status == 1
    assert "Stored credentials invalid or expired\n" in result.stderr


def test_login_stores_identity_token_in_place_of_password(pydock: PyDock) -> None:
    body = b'{"Status":"Login Succeeded","IdentityToken":"a token"}'
    pydock.engine.fault("POST", "/auth", faults.answer(200, body))
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert kept(pydock) == {"auths": {SERVER: {"auth": "c29tZWJvZHk6", "identitytoken": "a token"}}}
    assert "unencrypted" not in result.stderr
    assert pydock("login", SERVER).status == 1, "a token is no name and password"


def test_login_uses_credentials_of_environment(pydock: PyDock) -> None:
    auths = {"auths": {SERVER: {"auth": "YTpi"}}}
    result = pydock("login", SERVER, environ={"DOCKER_AUTH_CONFIG": json.dumps(auths)})
    assert result.requests[-1].object() == {"username": "a", "password": "b", "serveraddress": SERVER}


def test_login_with_helper_stores_only_address_in_file(pydock: PyDock) -> None:
    file = with_helper(pydock, credsStore="fake")
    result = pydock("login", "-u", "somebody", "--password-stdin", SERVER, stdin=b"secret")
    assert (result.status, result.stderr) == (0, "")
    assert json.loads(file.read_text()) == {"ServerURL": SERVER, "Username": "somebody", "Secret": "secret"}
    assert kept(pydock) == {"auths": {SERVER: {}}, "credsStore": "fake"}
    assert pydock("login", SERVER).status == 0
    assert pydock("logout", SERVER).stdout == f"Removing login credentials for {SERVER}\n"
    assert not file.exists()
    assert kept(pydock) == {"auths": {}, "credsStore": "fake"}


def test_login_prompt_hides_password(pydock: PyDock) -> None:
    result = pydock("login", "-u", "somebody", SERVER, terminal=True, stdin=b"secret\n")
    assert result.status == 0, result
    assert "Password: \r\n" in result.stdout
    assert "secret" not in result.stdout
    assert result.requests[-1].object()["password"] == "secret"


def test_login_prompt_strips_blanks_around_name(pydock: PyDock) -> None:
    result = pydock("login", "-p", "secret", SERVER, terminal=True, stdin=b" somebody \n")
    assert "Username: " in result.stdout
    assert result.requests[-1].object()["username"] == "somebody"


@pytest.mark.parametrize(
    ("typed", "words"),
    [(b"\n", "Error: Non-null Username Required"), (b"x\n\n", "Error: Password Required"), (b"\x04", "Username")],
)
def test_login_prompt_refuses_empty_answers(pydock: PyDock, typed: bytes, words: str) -> None:
    result = pydock("login", SERVER, terminal=True, stdin=typed)
    assert (result.status, words in result.stdout, result.asked) == (1, True, [])


def test_logout_erases_every_spelling_of_address(pydock: PyDock) -> None:
    spellings = (SERVER, f"http://{SERVER}", f"https://{SERVER}", "https://example.test/v1/")
    config_of(pydock).write_text(json.dumps({"auths": {key: {"auth": "YTpi"} for key in (*spellings, "other")}}))
    assert pydock("logout", "https://example.test/v1/").status == 0
    assert list(kept(pydock)["auths"]) == ["other"]


def test_logout_reports_failure_of_all_keys(pydock: PyDock) -> None:
    config_of(pydock).write_text('{"credsStore": "nosuch"}')
    result = pydock("logout", "https://example.test/v1/")
    assert result.status == 0
    lines = result.stderr.splitlines()
    assert lines[0] == "WARNING: could not erase credentials:"
    assert lines[1].startswith("https://example.test/v1/: error erasing credentials")
