"""`login` without arguments: a code for the browser, and what is kept of it; `logout` gives it back."""

from __future__ import annotations

import json
import os
import time
from base64 import b64decode
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pydock_registry import web_login

from pydock_core.testing import faults
from tests.engines.tenant import (
    ACCESS_TOKEN,
    CODE,
    GRANTED,
    PENDING,
    REVOKE,
    SECRET,
    TOKEN,
    USER,
    USER_CODE,
    VERIFICATION,
    Tenant,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.testing.pytest_plugin import PyDock

HUB = "https://index.docker.io/v1/"
FALLEN_BACK = "Failed to start web-based login - falling back to command line login...\r\n\r\n"
TAKEN_BACK = {f"{HUB}access-token": "YTph", f"{HUB}refresh-token": "YTp0b2tlbi4uY2xpZW50", HUB: "YTpi"}


@pytest.fixture
def tenant(pydock: PyDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    with Tenant(tmp_path) as running:
        running.device(interval=0)
        monkeypatch.setattr("pydock_core.registry.oauth._INTERVAL_SECONDS", 0)  # no test has to wait for 5 s
        monkeypatch.setenv("SSL_CERT_FILE", running.environ["SSL_CERT_FILE"])
        pydock.environ.update(running.environ)
        yield running


def config_of(pydock: PyDock) -> Path:
    return Path(pydock.environ["HOME"]) / ".docker" / "config.json"


def kept(pydock: PyDock) -> dict[str, str]:
    """What config.json has for each address, `user:password`."""
    auths = json.loads(config_of(pydock).read_text())["auths"]
    return {key: b64decode(entry["auth"]).decode() for key, entry in auths.items()}


def browser(pydock: PyDock, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes the address it was started with into the file that this returns.

    ENTER, if it is typed, comes before the first question whether the user has said yes.
    """
    monkeypatch.setattr("pydock_core.testing.runner._TIMEOUT_SECONDS", 0.05)
    tenant.device(interval=1)
    folder = config_of(pydock).parent
    script = f'#!/bin/sh\necho noise\necho "$1" >"{folder}/part" && mv "{folder}/part" "{folder}/opened"\n'
    for name in ("xdg-open", "open"):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    pydock.environ["PATH"] = f"{folder}:/bin:/usr/bin"
    return folder / "opened"


def test_web_login_requires_terminal(pydock: PyDock, tenant: Tenant) -> None:
    result = pydock("login")
    assert (result.status, result.stderr) == (1, "Error: Cannot perform an interactive login from a non TTY device\n")
    assert tenant.asked == []


@pytest.mark.parametrize("answer", [(500, {"error_description": "no"}), (200, b"<"), (200, {"user_code": ""})])
def test_failed_start_of_web_login_falls_back_to_prompt(
    pydock: PyDock, tenant: Tenant, answer: tuple[int, Any]
) -> None:
    tenant.answers[CODE] = [answer]
    result = pydock("login", terminal=True, stdin=b"me\nsecret\n")
    assert result.status == 0
    assert result.stdout.startswith(f"{FALLEN_BACK}Log in with your Docker ID")
    assert kept(pydock) == {HUB: "me:secret"}


@pytest.mark.parametrize(("value", "asked"), [("1", False), ("True", False), ("0", True), ("yes", True), ("", True)])
def test_web_login_can_be_disabled(pydock: PyDock, tenant: Tenant, value: str, asked: bool) -> None:
    environ = {"DOCKER_CLI_DISABLE_OAUTH_LOGIN": value}
    result = pydock("login", terminal=True, stdin=b"me\nsecret\n", environ=environ)
    assert (result.status, CODE in tenant.paths) == (0, asked)
    assert (FALLEN_BACK in result.stdout) is False


@pytest.mark.parametrize("words", [["-u", "me"], ["-p", "secret"], ["index.docker.io"]])
def test_login_with_user_or_server_skips_web_login(pydock: PyDock, tenant: Tenant, words: list[str]) -> None:
    pydock("login", *words, terminal=True, stdin=b"x\nsecret\n")
    assert tenant.asked == []


def test_web_login_reports_denied_access(pydock: PyDock, tenant: Tenant) -> None:
    tenant.answers[TOKEN] = [(403, {"error": "access_denied", "error_description": "not you"})]
    result = pydock("login", terminal=True)
    assert (result.status, result.asked) == (1, [])
    assert result.stdout.endswith("\r\nfailed waiting for authentication: not you\r\n")
    assert not config_of(pydock).exists()


def test_web_login_times_out_when_code_expires(pydock: PyDock, tenant: Tenant) -> None:
    tenant.device(expires_in=1)
    tenant.answers[TOKEN] = [PENDING]
    result = pydock("login", terminal=True)
    assert result.status == 1
    assert result.stdout.endswith("failed waiting for authentication: timed out waiting for device token\r\n")


def test_web_login_fails_without_access_token(pydock: PyDock, tenant: Tenant) -> None:
    tenant.answers[ACCESS_TOKEN] = [(403, {})]
    result = pydock("login", terminal=True)
    assert (result.status, result.asked) == (1, [])
    assert result.stdout.endswith("unexpected response from Hub: 403 Forbidden\r\n")
    assert HUB not in kept(pydock)


def test_web_login_reports_tokens_that_cannot_be_stored(pydock: PyDock, tenant: Tenant) -> None:
    config_of(pydock).write_text('{"credsStore": "nosuch"}')
    result = pydock("login", terminal=True)
    assert result.status == 1
    assert "failed to store tokens: error storing credentials - err: exec: " in result.stdout
    assert ACCESS_TOKEN not in tenant.paths


def test_web_login_fails_if_engine_refuses_token(pydock: PyDock, tenant: Tenant) -> None:
    pydock.engine.fault("POST", "/auth", faults.message("unauthorized", status=401))
    result = pydock("login", terminal=True)
    assert result.status == 1
    assert result.stdout.endswith("Error response from daemon: unauthorized\r\n")
    assert HUB not in kept(pydock)


def test_web_login_opens_only_https_addresses(pydock: PyDock, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = browser(pydock, tenant, monkeypatch)
    tenant.device(verification_uri_complete="--new-window")
    assert pydock("login", terminal=True, stdin=b"\n").status == 0
    assert not opened.exists()


def test_web_login_stores_access_token_and_oauth_tokens(
    pydock: PyDock, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = browser(pydock, tenant, monkeypatch)
    tenant.answers[TOKEN] = [PENDING, GRANTED]
    result = pydock("login", terminal=(200, 24), stdin=b"\n")
    assert result.status == 0
    for part in (f"\x1b[1m{USER_CODE}\r\n\x1b[0m", "\x1b[4mhttps://login.docker.com/activate\r\n", "browser…\r\n"):
        assert part in result.stdout
    assert result.stdout.count("stored unencrypted") == 1
    assert result.stdout.endswith("\r\nLogin Succeeded\r\n")
    assert "noise" not in result.stdout
    assert SECRET not in result.stdout
    deadline = time.monotonic() + 10
    while not opened.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert opened.read_text() == f"{VERIFICATION}\n"
    assert result.requests[-1].object() == {"username": USER, "password": SECRET, "serveraddress": HUB}
    assert kept(pydock) == {
        HUB: f"{USER}:{SECRET}",
        f"{HUB}access-token": f"{USER}:{GRANTED[1]['access_token']}",
        f"{HUB}refresh-token": f"{USER}:refresh..{tenant.asked[0].form['client_id']}",
    }


def test_refused_stored_credentials_lead_to_web_login(pydock: PyDock, tenant: Tenant) -> None:
    config_of(pydock).write_text(json.dumps({"auths": {HUB: {"auth": "YTpi"}}}))
    pydock.engine.fault("POST", "/auth", faults.message("unauthorized", status=401), times=1)
    result = pydock("login", terminal=True)
    assert result.status == 0
    assert result.stdout.index("Stored credentials invalid or expired") < result.stdout.index("USING WEB-BASED LOGIN")
    assert kept(pydock)[HUB] == f"{USER}:{SECRET}"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((400, {"error_description": "no such token"}), "no such token"),
        ((503, b"<"), "unexpected response from tenant: 503 Service Unavailable"),
    ],
)
def test_logout_warns_of_failed_revocation_and_erases_credentials(
    pydock: PyDock, tenant: Tenant, answer: tuple[int, Any], words: str
) -> None:
    config_of(pydock).write_text(json.dumps({"auths": {key: {"auth": auth} for key, auth in TAKEN_BACK.items()}}))
    tenant.answers[REVOKE] = [answer]
    result = pydock("logout")
    assert result.status == 0
    assert result.stderr == (
        "WARNING: credentials erased successfully, but there was a failure to revoke the OAuth refresh token with the "
        f"tenant: {words}\n"
    )
    assert kept(pydock) == {}


def test_logout_of_hub_revokes_refresh_token(pydock: PyDock, tenant: Tenant) -> None:
    config_of(pydock).write_text(json.dumps({"auths": {key: {"auth": auth} for key, auth in TAKEN_BACK.items()}}))
    result = pydock("logout")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout == f"Removing login credentials for {HUB}\n"
    assert [(one.path, one.form["token"]) for one in tenant.asked] == [(REVOKE, "token")]
    assert kept(pydock) == {}


def test_logout_of_other_registry_keeps_web_login(pydock: PyDock, tenant: Tenant) -> None:
    config_of(pydock).write_text(json.dumps({"auths": {key: {"auth": auth} for key, auth in TAKEN_BACK.items()}}))
    pydock("logout", "docker.io")
    assert (tenant.asked, len(kept(pydock))) == ([], 3)


def test_browser_of_the_current_folder_is_not_opened_and_no_address_without_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open", "xdg-open"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    started: list[object] = []
    monkeypatch.setattr(os, "posix_spawn", lambda *words, **_: started.append(words))
    for path, address in ((".", "https://x"), ("", "https://x"), (str(tmp_path), "http://x"), (str(tmp_path), "-x")):
        session: Any = SimpleNamespace(environ={"PATH": path}, log=print)
        web_login._open_browser(session, address)
        assert started == []
    session = SimpleNamespace(environ={"PATH": str(tmp_path)}, log=print)
    web_login._open_browser(session, "https://x")
    assert len(started) == 1
