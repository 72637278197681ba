"""Registry credentials: failures of helpers, old files, headers and stored entries. The reference is docker 28.2.2."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from pydock_core.config import credential_helper, credentials
from pydock_core.config.docker_config import DockerConfig
from pydock_core.errors import SettingsError

HOST = "reg.example:5000"
HELPER = """#!/bin/sh
echo "$1 $(cat)" >> {folder}/calls
{script}
"""


class Docker:
    """A config.json, and credential helpers in a separate folder on PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "config.json"
        self.environ = {"PATH": f"{folder}/bin:/bin:/usr/bin"}
        (folder / "bin").mkdir()

    def write(self, content: dict[str, Any]) -> DockerConfig:
        self.path.write_text(json.dumps(content))
        return self.config

    @property
    def config(self) -> DockerConfig:
        return DockerConfig(str(self.folder))

    def helper(self, script: str, name: str = "h") -> None:
        path = self.folder / "bin" / f"docker-credential-{name}"
        path.write_text(HELPER.format(folder=self.folder, script=script))
        path.chmod(0o755)

    def answer(self, **answer: Any) -> None:
        self.helper(f"echo '{json.dumps(answer)}'")

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def auth(self, registry: str = HOST) -> dict[str, str]:
        return credentials.registry_auth(self.config, self.environ, registry)

    def failure(self) -> str:
        with pytest.raises(SettingsError) as caught:
            self.auth()
        return caught.value.message


@pytest.fixture
def docker(tmp_path: Path) -> Docker:
    return Docker(tmp_path)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo boom; exit 3", "err: exit status 3, out: `boom`"),
        ("kill -9 $$", "err: signal: killed, out: ``"),
        ("echo no credentials server URL; exit 1", "err: no credentials server URL, out: `no credentials server URL`"),
        ("echo secret", "docker-credential-h wrote no JSON: invalid character 's' looking for beginning of value"),
        ("", "docker-credential-h wrote nothing instead of a JSON object"),
        ("echo '[\"secret\"]'", "docker-credential-h wrote a JSON array instead of a JSON object"),
        ("""echo '{"Username":5}'""", "cannot unmarshal number into Go struct field Credentials.Username"),
        ("""echo '{"Username":"u","Secret":[]}'""", "cannot unmarshal array into Go struct field Credentials.Secret"),
    ],
)
def test_credential_helper_failure_is_reported_without_secrets(docker: Docker, script: str, reason: str) -> None:
    docker.helper(script)
    docker.write({"credsStore": "h"})
    message = docker.failure()
    assert message.startswith("error getting credentials - err: ")
    assert reason in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", 'exec: "docker-credential-missing": executable file not found in $PATH'),
        ("../bin/x", 'exec: "docker-credential-../bin/x": executable file not found in $PATH'),
        ("not-executable", 'exec: "docker-credential-not-executable": executable file not found in $PATH'),
        ("junk", "fork/exec {bin}/docker-credential-junk: exec format error"),
    ],
)
def test_credential_helper_start_failure_is_reported(docker: Docker, name: str, reason: str) -> None:
    for file, mode in (("junk", 0o755), ("not-executable", 0o644)):
        path = docker.folder / "bin" / f"docker-credential-{file}"
        path.write_bytes(b"\x7fELFjunk")
        path.chmod(mode)
    docker.write({"credsStore": name})
    expected = reason.format(bin=docker.folder / "bin")
    assert docker.failure() == f"error getting credentials - err: {expected}, out: ``"


def test_credential_helper_in_current_folder_is_not_run(docker: Docker, monkeypatch: pytest.MonkeyPatch) -> None:
    docker.answer(Username="u", Secret="p")
    docker.write({"credsStore": "h"})
    monkeypatch.chdir(docker.folder / "bin")
    docker.environ["PATH"] = ".:/bin"
    assert "cannot run executable found relative to current directory" in docker.failure()


def test_credential_helper_timeout_kills_helper(docker: Docker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credential_helper, "TIMEOUT_SECONDS", 0.2)
    docker.helper("exec sleep 60")
    docker.write({"credsStore": "h"})
    assert "docker-credential-h did not answer within 0.2 seconds" in docker.failure()


def test_credential_helper_failure_calls_on_failure_and_uses_file_entry(docker: Docker) -> None:
    docker.write({"credsStore": "missing", "auths": {HOST: {"auth": encoded("a:b")}}})
    told: list[str] = []
    found = credentials.registry_auth(docker.config, docker.environ, HOST, on_failure=told.append)
    assert found == {"username": "a", "password": "b", "serveraddress": HOST}
    assert len(told) == 1


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        ("!!", "illegal base64 data"),
        ("YQ", "illegal base64 data"),
        (encoded("nocolon"), "Invalid auth configuration file"),
        (encoded(":p"), "Invalid auth configuration file"),
    ],
)
def test_invalid_auth_entry_fails_only_its_registry(docker: Docker, auth: str, reason: str) -> None:
    docker.write({"auths": {HOST: {"auth": auth}, "other": {"auth": encoded("a:b")}}})
    assert docker.failure() == f'parsing config file ({docker.path}): auths "{HOST}": {reason}'
    assert docker.auth("other") == {"username": "a", "password": "b", "serveraddress": "other"}
    assert credentials.registry_auth(docker.config, docker.environ, HOST, on_failure=lambda _: None) == {}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"auths": {"x": {}}}',
        '{"auths": {"x": 1}}',
        '{"auths": {"x": {"auth": "!"}}}',
        '{"auths": {}} {}',
        "\udc80",
    ],
)
def test_invalid_docker_auth_config_is_reported_and_file_entry_used(docker: Docker, text: str) -> None:
    docker.write({"auths": {HOST: {"auth": encoded("a:b")}}})
    docker.environ["DOCKER_AUTH_CONFIG"] = text
    told: list[str] = []
    found = credentials.registry_auth(docker.config, docker.environ, HOST, on_failure=told.append)
    assert found["username"] == "a"
    assert told[0].startswith("Failed to create credential store from DOCKER_AUTH_CONFIG: ")
    assert docker.auth() == found


def test_docker_auth_config_precedes_helper_and_file(docker: Docker) -> None:
    docker.write({"credsStore": "missing"})
    docker.environ["DOCKER_AUTH_CONFIG"] = json.dumps({"auths": {HOST: {"auth": encoded("env:p:q")}}})
    assert docker.auth() == {"username": "env", "password": "p:q", "serveraddress": HOST}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("""echo '{"ServerURL":"s","Username":"u","Secret":"p"}'""", {"username": "u", "password": "p"}),
        ("""echo '{"username":"u","SECRET":"p"} trailing'""", {"username": "u", "password": "p"}),
        ("""echo '{"Username":"<token>","Secret":"t"}'""", {"identitytoken": "t"}),
        ("echo null", {}),
    ],
)
def test_credential_helper_user_replaces_file_user(docker: Docker, script: str, expected: dict[str, str]) -> None:
    docker.helper(script)
    docker.write({"credsStore": "h", "auths": {HOST: {"auth": encoded("a:b"), "email": "e", "registrytoken": "r"}}})
    found = docker.auth()
    assert found == {**expected, "email": "e", "registrytoken": "r", "serveraddress": HOST}
    assert list(found) == [field for field in credentials._FIELDS if field in found]
    assert docker.calls == [f"get {HOST}"]


def test_credential_helper_without_entry_is_no_failure(docker: Docker) -> None:
    docker.helper("echo credentials not found in native keychain; exit 1")
    docker.write({"credsStore": "h"})
    assert docker.auth() == {}


def test_registry_cred_helper_precedes_creds_store(docker: Docker) -> None:
    docker.answer(Username="u", Secret="p")
    docker.write({"credsStore": "missing", "credHelpers": {HOST: "h", "other": ""}, "auths": {"other": {}}})
    assert docker.auth()["username"] == "u"
    assert docker.auth("other") == {"serveraddress": "other"}


def test_platform_helper_is_used_without_configured_credentials(
    docker: Docker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    docker.environ["PATH"] = f"{docker.folder}/bin:/bin"
    assert docker.auth() == {}
    docker.helper("""echo '{"Username":"s","Secret":"p"}'""", "secretservice")
    assert docker.auth()["username"] == "s"
    (docker.folder / "bin" / "pass").symlink_to("/bin/true")
    assert docker.auth() == {}
    docker.helper("""echo '{"Username":"p","Secret":"p"}'""", "pass")
    assert docker.auth()["username"] == "p"
    docker.write({"auths": {"x": {}}})
    assert docker.auth() == {}


def test_detected_helper_is_saved_with_first_entry(docker: Docker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    docker.environ["PATH"] = f"{docker.folder}/bin:/bin"
    docker.helper("""echo '{"Username":"s","Secret":"p"}'""", "secretservice")
    entry = {"username": "s", "password": "p", "serveraddress": HOST}
    assert credentials.store(docker.config, docker.environ, entry) == ""
    assert json.loads(docker.path.read_text()) == {"auths": {HOST: {}}, "credsStore": "secretservice"}
    assert docker.auth()["password"] == "p"


@pytest.mark.parametrize("registry", ["docker.io", "index.docker.io", credentials.HUB])
def test_hub_credentials_have_historical_key(docker: Docker, registry: str) -> None:
    docker.write({"auths": {credentials.HUB: {"auth": encoded("a:b")}}})
    assert docker.auth(registry)["serveraddress"] == credentials.HUB


@pytest.mark.parametrize("key", [f"http://{HOST}/v1/", f"https://u@{HOST}", f"{HOST}/path"])
def test_credentials_of_old_file_keys_are_found(docker: Docker, key: str) -> None:
    docker.write({"auths": {"other": {}, key: {"auth": encoded("a:b")}}})
    assert docker.auth() == {"username": "a", "password": "b", "serveraddress": key}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://h", "h"),
        ("https://h:1/v2/", "h:1"),
        ("https://[::1]:5/x", "[::1]:5"),
        ("https:///x", "https:"),
        ("ht tp://a b/x", "ht tp:"),
        ("h:1/x", "h:1"),
        ("", ""),
    ],
)
def test_hostname_of_address(address: str, expected: str) -> None:
    assert credentials.hostname(address) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"auth": encoded("a:b:c")}, {"username": "a", "password": "b:c"}),
        ({"auth": encoded("a:b\0\0")}, {"username": "a", "password": "b"}),
        ({"auth": encoded("a:b"), "username": "x", "password": "y"}, {"username": "a", "password": "b"}),
        ({"username": "x", "password": "y"}, {"username": "x", "password": "y"}),
        ({"auth": encoded("a:"), "identitytoken": "t"}, {"username": "a", "identitytoken": "t"}),
        ({"auth": encoded("a:b"), "serveraddress": "z"}, {"username": "a", "password": "b"}),
    ],
)
def test_file_auth_entry_is_decoded(docker: Docker, entry: dict[str, str], expected: dict[str, str]) -> None:
    docker.write({"auths": {HOST: entry}})
    assert docker.auth() == {**expected, "serveraddress": HOST}


def test_registry_auth_header_equals_dockers_bytes() -> None:
    assert credentials.encode({}) == "e30="
    auth = {"serveraddress": "https://old.example/v1/", "password": "<>????>>>ÿ", "username": "a", "email": ""}
    assert credentials.encode(auth) == (
        "eyJ1c2VybmFtZSI6ImEiLCJwYXNzd29yZCI6Ilx1MDAzY1x1MDAzZT8_Pz9cdTAwM2VcdTAwM2VcdTAwM2XDvyIsInNlcnZlcmFkZHJlc3Mi"
        "OiJodHRwczovL29sZC5leGFtcGxlL3YxLyJ9"
    )


def test_store_in_file_warns_only_if_file_changed(docker: Docker) -> None:
    docker.path.write_text('{"extra": 1}')
    auth = {"username": "a", "password": "b", "serveraddress": HOST}
    warning = credentials.store(docker.config, docker.environ, auth)
    assert warning.startswith(f"\nWARNING! Your credentials are stored unencrypted in '{docker.path}'.\n")
    assert json.loads(docker.path.read_text()) == {"extra": 1, "auths": {HOST: {"auth": encoded("a:b")}}}
    assert credentials.store(docker.config, docker.environ, auth) == ""
    token = {"username": "a", "identitytoken": "t", "serveraddress": HOST}
    assert credentials.store(docker.config, docker.environ, token) == ""
    assert json.loads(docker.path.read_text())["auths"] == {HOST: {"auth": encoded("a:"), "identitytoken": "t"}}


@pytest.mark.parametrize(("auths", "type_name"), [("d", "string"), ([1], "array"), (5, "number"), (True, "bool")])
def test_store_refuses_a_file_whose_auths_are_no_object(docker: Docker, auths: object, type_name: str) -> None:
    config = docker.write({"auths": auths, "mine": 1})
    before = Path(config.path).read_bytes()
    with pytest.raises(SettingsError) as failure:
        credentials.store(config, docker.environ, {"serveraddress": HOST, "username": "u", "password": "p"})
    assert failure.value.message == (
        f"parsing config file ({config.path}): auths is of type {type_name}, not object; correct or remove it first"
    )
    assert Path(config.path).read_bytes() == before


def test_store_with_helper_keeps_secret_out_of_file(docker: Docker) -> None:
    docker.helper("")
    docker.write({"credsStore": "h"})
    assert (
        credentials.store(docker.config, docker.environ, {"username": "u", "password": "p", "serveraddress": HOST})
        == ""
    )
    token = {"username": "u", "identitytoken": "t", "serveraddress": "other"}
    credentials.store(docker.config, docker.environ, token)
    assert docker.calls == [
        f'store {{"ServerURL":"{HOST}","Username":"u","Secret":"p"}}',
        'store {"ServerURL":"other","Username":"\\u003ctoken\\u003e","Secret":"t"}',
    ]
    assert json.loads(docker.path.read_text()) == {"credsStore": "h", "auths": {HOST: {}, "other": {}}}


def test_store_failure_of_helper_leaves_file_unchanged(docker: Docker) -> None:
    docker.helper("echo boom; exit 3")
    docker.write({"credsStore": "h", "auths": {HOST: {}}})
    before = docker.path.read_text()
    reason = "credentials - err: exit status 3, out: `boom`"
    with pytest.raises(SettingsError, match=f"error storing {reason}"):
        credentials.store(docker.config, docker.environ, {"username": "u", "password": "p", "serveraddress": HOST})
    with pytest.raises(SettingsError, match=f"error erasing {reason}"):
        credentials.erase(docker.config, docker.environ, HOST)
    assert docker.path.read_text() == before


def test_web_login_tokens_are_stored_with_hubs_helper(docker: Docker) -> None:
    docker.helper("""[ $1 != get ] || echo '{"Username":"u","Secret":"refresh..client"}'""")
    docker.write({"credHelpers": {credentials.HUB: "h"}})
    credentials.store_web_login(docker.config, docker.environ, user="u", access="a", refresh="r", client="c")
    assert [call.partition(",")[2] for call in docker.calls] == [
        '"Username":"u","Secret":"a"}',
        '"Username":"u","Secret":"r..c"}',
    ]
    assert credentials.erase_web_login(docker.config, docker.environ) == "refresh"
    assert docker.calls[2:] == [
        f"get {credentials.HUB}refresh-token",
        f"erase {credentials.HUB}access-token",
        f"erase {credentials.HUB}refresh-token",
    ]
    assert json.loads(docker.path.read_text())["auths"] == {}


@pytest.mark.parametrize("secret", ["", "token", "a..b..c"])
def test_erase_web_login_keeps_token_of_unknown_client(docker: Docker, secret: str) -> None:
    content = {"auths": {f"{credentials.HUB}refresh-token": {"auth": encoded(f"u:{secret}")}}}
    assert credentials.erase_web_login(docker.write(content), docker.environ) == ""
    assert json.loads(docker.path.read_text()) == content


def test_erase_removes_exact_key_only(docker: Docker) -> None:
    docker.helper("")
    docker.write({"credHelpers": {HOST: "h"}, "auths": {HOST: {}, "other": {}}})
    credentials.erase(docker.config, docker.environ, HOST)
    credentials.erase(docker.config, docker.environ, "unknown")
    assert docker.calls == [f"erase {HOST}"]
    assert json.loads(docker.path.read_text())["auths"] == {"other": {}}


def test_all_auths_collects_every_entry_for_build(docker: Docker) -> None:
    script = """case "$1" in list) echo '{"one": "u"}';; *) echo '{"Username":"u","Secret":"p"}';; esac"""
    docker.helper(script)
    docker.write({"credsStore": "h", "credHelpers": {"two": "missing", "three": "h"}})
    docker.environ["DOCKER_AUTH_CONFIG"] = json.dumps({"auths": {"four": {"auth": encoded("a:b")}}})
    told: list[str] = []
    found = credentials.all_auths(docker.config, docker.environ, on_failure=told.append)
    assert sorted(found) == ["four", "one", "three"]
    assert len(told) == 1
    assert told[0].startswith("Failed to get credentials for registry: two: ")


def test_all_auths_returns_file_entries_without_helper(docker: Docker) -> None:
    docker.write({"auths": {HOST: {"auth": encoded("a:b")}, "broken": {"auth": "!"}}})
    told: list[str] = []
    assert list(credentials.all_auths(docker.config, docker.environ, on_failure=told.append)) == [HOST]
    docker.write({"credsStore": "missing", "auths": {HOST: {}}})
    assert credentials.all_auths(docker.config, docker.environ, on_failure=told.append) == {}
