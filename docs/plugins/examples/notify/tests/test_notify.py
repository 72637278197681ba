from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydock_notify.message import text, wanted

from pydock_core.plugin_api import CommandFinished
from pydock_core.testing import PyDock, assert_plugin_ok

FAILED = CommandFinished("container run", 3, 12.4)
DONE = CommandFinished("container ls", 0, 0.2)


@pytest.mark.parametrize(
    ("settings", "reported"),
    [
        ({}, [FAILED, DONE]),
        ({"failures_only": True}, [FAILED]),
        ({"seconds_at_least": 10}, [FAILED]),
        ({"seconds_at_least": 60}, []),
        ({"commands": ["container ls"]}, [DONE]),
    ],
)
def test_settings_select_commands(settings: dict[str, object], reported: list[CommandFinished]) -> None:
    assert [event for event in (FAILED, DONE) if wanted(event, settings)] == reported


def test_text_names_command_status_and_seconds() -> None:
    assert text(FAILED) == "container run failed with status 3 after 12 s"
    assert text(DONE) == "container ls is done after 0 s"


def settle(pydock: PyDock, *lines: str) -> None:
    file = Path(pydock.environ["XDG_CONFIG_HOME"]) / "pydock" / "config.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(["[plugins.notify]", *lines]))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("desktop = true", "the desktop takes notify-send or osascript, and neither is here"),
        ('webhook = "ftp://x"', "ftp://x is no http address"),
        ('program = "wall"', "program is a list of words"),
        ('program = ["false"]', "returned non-zero exit status 1"),
    ],
)
def test_failure_is_reported_and_status_of_command_stays(pydock: PyDock, setting: str, words: str) -> None:
    settle(pydock, setting)
    ran = pydock("ps", "--quiet", plugins=["notify"], environ={"PATH": "/usr/bin" if "false" in setting else "/none"})
    assert (ran.status, ran.stdout) == (0, "")
    assert "plugin notify (pydock-notify 0.1.0) failed in pydock_event" in ran.stderr
    assert words in ran.stderr


def test_program_and_desktop_get_the_text(pydock: PyDock, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for name in ("notify-send", "mine"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$0 $*" >> {log}\n')
        program.chmod(0o755)
    settle(pydock, "desktop = true", f'program = ["{tmp_path}/mine", "-x"]', "failures_only = true")
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert pydock("run", "busybox", "sh", "-c", "exit 3", plugins=["notify"], environ=environ).status == 3
    assert pydock("ps", plugins=["notify"], environ=environ).status == 0
    words = "container run failed with status 3 after 0 s\n"
    assert log.read_text() == f"{tmp_path}/notify-send PyDock {words}{tmp_path}/mine -x {words}"


def test_webhook_gets_json(pydock: PyDock) -> None:
    got: list[object] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        settle(pydock, f'webhook = "http://127.0.0.1:{server.server_port}/"')
        ran = pydock("ps", "--quiet", plugins=["notify"])
        thread.join(5)
    assert (ran.status, ran.stderr) == (0, "")
    assert got == [{"text": "container ls is done after 0 s"}]


def test_plugin_keeps_the_rules_for_plugins() -> None:
    assert_plugin_ok("notify", import_seconds=1)
