"""`login` to Docker Hub with the browser on a terminal, compared with docker 28.2.2 if installed."""

from __future__ import annotations

import json
import re
import sys
import termios
import time
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from tests.engines.tenant import (
    ACCESS_TOKEN,
    CODE,
    GRANTED,
    PENDING,
    REVOKE,
    SECRET,
    TOKEN,
    USER,
    VERIFICATION,
    Tenant,
)
from tests.parity import clients
from tests.parity.canned import CannedEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Typed = list[tuple[bytes, bytes]]

PYDOCK = Path(sys.executable).with_name("pydock")
HUB = "https://index.docker.io/v1/"
SUCCEEDED = {"POST /auth": '{"Status":"Login Succeeded","IdentityToken":"not wanted"}'}
LFLAG = 3
REFUSED = {"POST /auth": {"status": 401, "body": '{"message":"unauthorized"}'}}
WAITING, NAME, PASSWORD = "browser…".encode(), b"Username: ", b"Password: "


class Desk:
    """A terminal, a browser and a home, with a fake login server and an engine."""

    def __init__(self, folder: Path, tenant: Tenant, engine: CannedEngine) -> None:
        self.folder = folder
        self.tenant = tenant
        self.engine = engine
        self.opened = folder / "opened"
        self.configuration = folder / "home" / ".docker" / "config.json"
        self.configuration.parent.mkdir(parents=True)
        browser = folder / ("open" if sys.platform == "darwin" else "xdg-open")
        browser.write_text(f'#!/bin/sh\necho noise\necho "$1" >"{self.opened}"\n')
        browser.chmod(0o755)
        # PATH has no other program, hence no credential helper.
        self.environ = {
            "PATH": f"{folder}:/bin",
            "HOME": str(folder / "home"),
            "DOCKER_HOST": f"unix://{engine.socket}",
            "TERM": "xterm",
            **tenant.environ,
        }

    def run(self, program: Path, *words: str, typed: Typed) -> tuple[int | None, bytes]:
        """Types each text after its prompt; returns exit status and output."""
        child: pexpect.spawn[bytes] = pexpect.spawn(
            str(program), list(words), env=self.environ, timeout=20, dimensions=(24, 200)
        )
        shown: list[Any] = []
        try:
            for prompt, text in typed:
                child.expect_exact(prompt)
                shown += [child.before, child.after]
                if prompt is PASSWORD:
                    wait_until_hidden(child)
                child.send(text)
            child.expect(pexpect.EOF)
            shown.append(child.before)
        finally:
            child.close(force=True)
        return child.exitstatus, b"".join(shown)

    def kept(self) -> dict[str, str]:
        auths = json.loads(self.configuration.read_text())["auths"] if self.configuration.exists() else {}
        return {key: b64decode(entry["auth"]).decode() for key, entry in auths.items()}


def wait_until_hidden(child: pexpect.spawn[bytes]) -> None:
    deadline = time.monotonic() + 10
    while termios.tcgetattr(child.child_fd)[LFLAG] & termios.ECHO:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Tenant(tmp_path) as tenant, CannedEngine() as engine:
        engine.say(answers=SUCCEEDED)
        yield Desk(tmp_path, tenant, engine)


def test_ctrl_c_cancels_the_web_login(desk: Desk) -> None:
    desk.tenant.answers[TOKEN] = [PENDING]
    status, shown = desk.run(PYDOCK, "login", typed=[(WAITING, b"\x03")])
    assert (status, shown.endswith(b"login canceled\r\n")) == (1, True)
    assert b"Traceback" not in shown
    assert not desk.configuration.exists()


def test_web_login_without_server_asks_for_a_hidden_password(desk: Desk) -> None:
    desk.environ["HTTPS_PROXY"] = "http://127.0.0.1:1"
    status, shown = desk.run(PYDOCK, "login", typed=[(NAME, b"me\r"), (PASSWORD, b"secret\r")])
    assert shown.startswith(b"Failed to start web-based login - falling back to command line login...\r\n\r\n")
    assert (status, b"secret" in shown, b"Login Succeeded" in shown) == (0, False, True)


def test_enter_opens_the_browser_and_login_waits_for_the_grant(desk: Desk) -> None:
    desk.tenant.answers[TOKEN] = [PENDING, GRANTED]
    status, shown = desk.run(PYDOCK, "login", typed=[(WAITING, b"\r")])
    assert (status, shown.endswith(b"\r\nLogin Succeeded\r\n")) == (0, True)
    assert desk.opened.read_text() == f"{VERIFICATION}\n"
    assert desk.tenant.paths == [CODE, TOKEN, TOKEN, ACCESS_TOKEN]
    assert desk.kept()[HUB] == f"{USER}:{SECRET}"
    status, _ = desk.run(PYDOCK, "logout", typed=[])
    assert (status, desk.tenant.paths[-1], desk.kept()) == (0, REVOKE, {})


def stored(auths: dict[str, str]) -> Callable[[Desk], None]:
    def write(desk: Desk) -> None:
        content = {"auths": {HUB + key: {"auth": auth} for key, auth in auths.items()}}
        desk.configuration.write_text(json.dumps(content))

    return write


def answers(path: str, *said: tuple[int, Any]) -> Callable[[Desk], None]:
    return lambda desk: desk.tenant.answers.update({path: list(said)})


def expiring(desk: Desk) -> None:
    desk.tenant.device(expires_in=1)
    desk.tenant.answers[TOKEN] = [PENDING]


def not_revocable(desk: Desk) -> None:
    stored(LOGGED_IN)(desk)
    desk.tenant.answers[REVOKE] = [(503, b"")]


LOGGED_IN = {"": "YTpi", "access-token": "YTph", "refresh-token": "YTpyLi5j"}
COMPARED: dict[str, tuple[list[str], Callable[[Desk], None], Typed]] = {
    "granted": (["login"], answers(TOKEN, PENDING, GRANTED), [(WAITING, b"\r")]),
    "end of input": (["login", "docker.io"], answers(TOKEN, PENDING, GRANTED), [(WAITING, b"\x04")]),
    "refused": (["login"], answers(TOKEN, (403, {"error": "x", "error_description": "not you"})), []),
    "no JSON": (["login"], answers(TOKEN, (502, b"<html>")), []),
    "no token": (["login"], answers(TOKEN, (200, {})), []),
    "expired": (["login"], expiring, []),
    "no access token": (["login"], answers(ACCESS_TOKEN, (403, {})), []),
    "refused by the engine": (["login"], lambda desk: desk.engine.say(answers=REFUSED), []),
    "cannot begin": (["login"], answers(CODE, (500, {})), [(NAME, b"me\r"), (PASSWORD, b"secret\r")]),
    "no code": (["login"], lambda desk: desk.tenant.device(user_code=""), [(NAME, b"\r")]),
    "known": (["login"], stored(LOGGED_IN), []),
    "canceled": (["login"], answers(TOKEN, PENDING), [(WAITING, b"\x03")]),
    "logout": (["logout"], stored(LOGGED_IN), []),
    "logout that is refused": (["logout"], not_revocable, []),
    "logout of another's": (["logout"], stored({**LOGGED_IN, "refresh-token": "YTpy"}), []),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", COMPARED)
def test_web_login_prints_and_stores_the_same_as_docker(tmp_path: Path, name: str) -> None:
    docker = clients.docker()
    if docker is None:
        pytest.skip(f"docker {clients.VERSION} is not here")
    words, prepare, typed = COMPARED[name]
    seen = []
    for program, folder in ((docker, tmp_path / "1"), (PYDOCK, tmp_path / "2")):
        folder.mkdir()
        with Tenant(folder) as tenant, CannedEngine() as engine:
            engine.say(answers=SUCCEEDED)
            desk = Desk(folder, tenant, engine)
            prepare(desk)
            status, shown = desk.run(program, *words, typed=typed)
            text = re.sub(re.escape(str(folder)), "", shown.decode())
            seen.append((status, text, desk.kept(), [(one.host, one.path, one.form) for one in tenant.asked]))
    assert seen[1] == seen[0]
