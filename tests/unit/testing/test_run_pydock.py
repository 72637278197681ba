"""`run_pydock` and the `pydock` fixture: a command line in a process of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.plugin_api import CommandFinished, PullProgress
from pydock_core.testing import run_pydock

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

HEADER = "CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES"


def test_run_pydock_returns_status_and_message_of_failure() -> None:
    result = run_pydock(["ps", "--nosuch"])

    assert result.status == 125
    assert result.stdout == ""
    assert "unknown flag: --nosuch" in result.stderr
    assert result.requests == []


def test_run_pydock_returns_output_and_requests() -> None:
    result = run_pydock(["ps"])

    assert (result.status, result.stdout, result.stderr) == (0, HEADER + "\n", "")
    assert result.asked == ["HEAD /_ping", "GET /containers/json"]
    assert result.requests[-1].version == "1.41"


def test_run_pydock_returns_only_requests_of_this_command_line(pydock: PyDock) -> None:
    pydock("ps")
    result = pydock("ps", "-a")

    assert [request.query for request in result.requests if request.path == "/containers/json"] == [{"all": "1"}]


def test_run_pydock_returns_events_in_order(pydock: PyDock) -> None:
    result = pydock("run", "--name", "web", "alpine", "sh", "-c", "exit 3")
    (container,) = pydock.engine.containers.all()

    assert isinstance(result.events[0], PullProgress)
    assert result.events[0].image == "alpine"
    assert [repr(event).split(", seconds")[0] for event in result.events if not isinstance(event, PullProgress)] == [
        f"ContainerCreated(container='{container.id}', image='alpine', name='web')",
        f"ContainerStarted(container='{container.id}')",
        f"ContainerExited(container='{container.id}', status=3)",
        "CommandFinished(command='container run'",
    ]


def test_failed_command_emits_command_finished() -> None:
    (event,) = run_pydock(["inspect", "nosuch"]).events

    assert isinstance(event, CommandFinished)
    assert (event.command, event.status) == ("inspect", 1)


def test_run_pydock_without_command_returns_no_events() -> None:
    assert [run_pydock(words).events for words in (["ps", "--nosuch"], ["nosuch"], ["--version"])] == [[], [], []]


def test_run_pydock_on_terminal_returns_all_output_with_line_ends() -> None:
    result = run_pydock(["ps"], terminal=(120, 40))

    assert (result.stdout, result.stderr) == (HEADER + "\r\n", "")


def test_pydock_fixture_ignores_user_settings(pydock: PyDock, tmp_path: Path) -> None:
    folder = tmp_path / "home" / ".docker"
    (folder / "config.json").write_text('{"psFormat": "{{.Names}}!"}')
    pydock.engine.handle  # noqa: B018 (the engine is there before the first command line)

    assert pydock.environ["HOME"] != os.environ.get("HOME")
    assert pydock("ps", environ={"DOCKER_CONFIG": str(tmp_path)}).stdout == HEADER + "\n"


def test_run_pydock_program_may_be_docker() -> None:
    assert run_pydock(["nosuch"], program="docker").stderr.startswith("docker: unknown command: docker nosuch")


def test_run_pydock_typed_input_reaches_container_on_raw_terminal() -> None:
    result = run_pydock(["run", "-it", "--rm", "busybox", "cat"], stdin=b"typed\r\x04", terminal=True)

    assert (result.status, result.stdout) == (0, "typed\r\ntyped\r\n")


def test_run_pydock_piped_input_reaches_container() -> None:
    result = run_pydock(["run", "-i", "--rm", "busybox", "cat"], stdin=b"piped\n")

    assert (result.status, result.stdout) == (0, "piped\n")
