from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

EVENT = {"Type": "container", "Action": "start", "Actor": {"ID": "c1", "Attributes": {"name": "web", "a": "b"}}}


def answer(pydock: PyDock, *events: dict[str, object]) -> None:
    body = "".join(json.dumps(event) + "\n" for event in events)
    pydock.engine.fault("GET", "/events", faults.answer(200, body.encode()))


def test_events_are_lines_with_sorted_attributes(pydock: PyDock) -> None:
    pydock("create", "--name", "made", "busybox")
    result = pydock("events", "--since", "0", "--until", "0s")
    assert result.status == 0
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}\S+ container create [0-9a-f]{64} \(image=busybox, name=made\)\n",
        result.stdout,
    )


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ({"timeNano": 1704067200000000005, "time": 1}, "2024-01-01T01:00:00.000000005+01:00 "),
        ({"time": 1704067200}, "2024-01-01T01:00:00.000000000+01:00 "),
        ({}, ""),
    ],
)
def test_event_time_is_local_with_nanoseconds(
    pydock: PyDock, times: dict[str, int], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        answer(pydock, {**EVENT, **times})
        assert pydock("events").stdout == f"{shown}container start c1 (a=b, name=web)\n"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_events_json_has_docker_members_in_order(pydock: PyDock) -> None:
    answer(pydock, {**EVENT, "time": 5, "unknown": 1})
    text = '{"Type":"container","Action":"start","Actor":{"ID":"c1","Attributes":{"a":"b","name":"web"}},"time":5}\n'
    assert pydock("system", "events", "--format", "json").stdout == text


def test_events_template_is_checked_before_the_request(pydock: PyDock) -> None:
    result = pydock("events", "--format", "{{.Nosuch}}")
    assert (result.status, result.asked) == (64, [])
    assert result.stderr == (
        'Error parsing format: template: :1:2: executing "" at <.Nosuch>: '
        "can't evaluate field Nosuch in type *events.Message\n"
    )


def test_events_before_a_wrong_one_are_shown(pydock: PyDock) -> None:
    pydock.engine.fault("GET", "/events", faults.answer(200, json.dumps(EVENT).encode() + b"\nnonsense\n"))
    result = pydock("events", "--format", "{{.Action}}")
    assert (result.status, result.stdout) == (1, "start\n")
    assert "invalid character" in result.stderr


@pytest.mark.parametrize(
    "wrong", [{"Type": 5}, {"Actor": ["x"]}, {"Actor": {"Attributes": {"a": 5}}}, {"timeNano": "x"}]
)
def test_event_member_of_wrong_type_is_reported(pydock: PyDock, wrong: dict[str, object]) -> None:
    answer(pydock, {**EVENT, **wrong})
    result = pydock("events")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "the engine's answer to GET /events has a member of a wrong type\n"


def test_invalid_time_is_reported_without_request(pydock: PyDock) -> None:
    result = pydock("events", "--since", "x")
    assert (result.status, result.asked) == (1, [])
    assert result.stderr == 'failed to parse value as time or duration: "x"\n'


def test_event_is_written_into_a_pipe_when_it_arrives(tmp_path: Path) -> None:
    with FakeEngine() as engine, engine.serve(f"{tmp_path}/s.sock") as door:
        environment = {**os.environ, "DOCKER_HOST": door.host, "HOME": str(tmp_path)}
        command = [sys.executable, "-m", "pydock_core", "events", "--format", "{{.Action}}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            timer = threading.Timer(20, process.kill)  # a line that does not come fails the test
            timer.start()
            assert process.stdout is not None
            while process.poll() is None and not any(request.path == "/events" for request in engine.requests):
                time.sleep(0.01)
            try:
                for action in ("one", "two"):
                    with engine.changed:
                        engine.events.append({**EVENT, "Action": action, "scope": "local", "time": time.time()})
                        engine.changed.notify_all()
                    assert process.stdout.readline() == f"{action}\n".encode()
            finally:
                timer.cancel()
                process.kill()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("events --filter co", ["container="]),
        ("events --filter container=", ["container=made"]),
        ("events --filter type=net", ["type=network"]),
        ("events --filter scope=", ["scope=local", "scope=swarm"]),
        ("events --filter image=", ["image=busybox:latest"]),
        ("events --filter daemon=fa", ["daemon=fake"]),
        ("events --filter network=no", ["network=none"]),
        ("system events -f event=exec_d", ["event=exec_detach", "event=exec_die"]),
    ],
)
def test_completion_of_event_filters(pydock: PyDock, line: str, offered: list[str]) -> None:
    pydock("create", "--name", "made", "busybox")
    assert sorted(pydock.complete(line)) == offered
