"""`pull`, `push` and `search` where the engine says 401: who the user is is asked once, and not kept."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import faults
from pydock_core.testing.pytest_plugin import pydock

if TYPE_CHECKING:
    from pydock_core.testing.fake_engine.exchange import Asked
    from pydock_core.testing.pytest_plugin import PyDock

__all__ = ["pydock"]

COMMANDS = [
    ("pull", ["pull", "busybox"], "POST", "/images/create"),
    ("push", ["push", "-q", "busybox"], "POST", "/images/*/push"),
    ("search", ["search", "busybox"], "GET", "/images/search"),
]
HUB = "https://index.docker.io/v1/"


def refuse(pydock: PyDock, method: str, path: str, *, status: int = 401, times: int | None = 1) -> None:
    pydock.engine.fault(method, path, faults.message("who are you?", status=status), times=times)


def sent(request: Asked) -> Any:
    return json.loads(urlsafe_b64decode(request.headers["x-registry-auth"]))


@pytest.mark.parametrize("status", [403, 404, 500])
def test_with_login_does_not_prompt_for_other_status_than_401(pydock: PyDock, status: int) -> None:
    refuse(pydock, "POST", "/images/create", status=status)
    result = pydock("pull", "-q", "busybox", terminal=True)
    assert (result.status, result.stdout) == (1, "Error response from daemon: who are you?\r\n")


@pytest.mark.parametrize(
    ("stdin", "words"),
    [(b"", "Error: Non-null Username Required"), (b"me\nsecret\n", "inappropriate ioctl for device")],
)
def test_login_prompt_requires_terminal_for_password(pydock: PyDock, stdin: bytes, words: str) -> None:
    refuse(pydock, "POST", "/images/create", times=None)
    result = pydock("pull", "-q", "example.test/x", stdin=stdin)
    assert (result.status, result.stderr) == (1, f"{words}\n")
    assert result.asked.count("POST /images/create") == 1
    assert result.stdout.startswith("\nLogin prior to pull:\n")


@pytest.mark.parametrize("words", [["create", "--pull", "always", "busybox"], ["run", "--pull", "always", "busybox"]])
def test_pull_for_create_does_not_prompt_for_login(pydock: PyDock, words: list[str]) -> None:
    refuse(pydock, "POST", "/images/create")
    result = pydock(*words, terminal=True)
    assert "Error response from daemon: who are you?" in result.stdout
    assert "Login prior" not in result.stdout


@pytest.mark.parametrize(("doing", "words", "method", "path"), COMMANDS)
def test_with_login_prompts_only_once(pydock: PyDock, doing: str, words: list[str], method: str, path: str) -> None:
    refuse(pydock, method, path, times=None)
    result = pydock(*words, terminal=(200, 24), stdin=b"me\nwrong\n")
    assert result.status == 1
    assert result.stdout.count(f"Login prior to {doing}:\r\n") == 1
    assert result.stdout.endswith("Error response from daemon: who are you?\r\n")


@pytest.mark.parametrize(("doing", "words", "method", "path"), COMMANDS)
def test_login_prompt_sends_credentials_without_storing_them(
    pydock: PyDock, doing: str, words: list[str], method: str, path: str
) -> None:
    refuse(pydock, method, path)
    result = pydock(*words, terminal=(200, 24), stdin=b"me\nsecret\n")
    assert result.status == 0
    assert f"\r\nLogin prior to {doing}:\r\nLog in with your Docker ID" in result.stdout
    first, second = result.requests[-2:]
    assert (first.path, first.query, sent(first)) == (second.path, second.query, {})
    assert sent(second) == {"username": "me", "password": "secret", "serveraddress": HUB}
    assert not (Path(pydock.environ["HOME"]) / ".docker" / "config.json").exists()


def test_login_prompt_empty_name_means_known_user(pydock: PyDock) -> None:
    (Path(pydock.environ["HOME"]) / ".docker" / "config.json").write_text('{"auths":{"example.test":{"auth":"YTpi"}}}')
    refuse(pydock, "POST", "/images/create")
    result = pydock("pull", "-q", "example.test/x", terminal=(200, 24), stdin=b"\nsecret\n")
    assert "Username (a): " in result.stdout
    assert sent(result.requests[-1])["username"] == "a"


def test_login_prompt_reports_failed_credential_helper_and_continues(pydock: PyDock) -> None:
    (Path(pydock.environ["HOME"]) / ".docker" / "config.json").write_text('{"credsStore":"nosuch"}')
    refuse(pydock, "POST", "/images/create")
    result = pydock("pull", "-q", "busybox", terminal=(200, 24), stdin=b"me\nsecret\n")
    assert f"Unable to retrieve stored credentials for {HUB}, error: error getting credentials - err: " in result.stdout
    assert sent(result.requests[-1])["username"] == "me"
