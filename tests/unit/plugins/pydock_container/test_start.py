"""`start`, with and without streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Program, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing.pytest_plugin import PyDock


def test_start_tries_each_name_and_reports_failures_last(pydock: PyDock) -> None:
    pydock("create", "--name", "web", "busybox", "true")
    result = pydock("start", "x", "web", "y")
    assert (result.status, result.stdout) == (1, "web\n")
    assert result.stderr == (
        "Error response from daemon: No such container: x\n"
        "Error response from daemon: No such container: y\n"
        "Error: failed to start containers: x, y\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-a", "a", "b"], "you cannot start and attach multiple containers at once"),
        (["-i", "a", "b"], "you cannot start and attach multiple containers at once"),
        (
            ["--checkpoint", "c", "a"],
            '"--checkpoint" is only supported on a Docker daemon with experimental features enabled',
        ),
        (["-a", "--detach-keys", "foo", "a"], "invalid detach keys (foo): Unknown character: 'foo'"),
    ],
)
def test_start_refuses_conflicting_arguments(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("start", *words)
    assert (result.status, result.stdout, result.stderr) == (1, "", message + "\n")


@pytest.mark.parametrize("answer", [b"null", b"{}", b'{"Id":"a","State":{},"Config":null,"HostConfig":{}}'])
def test_start_fails_for_incomplete_description(pydock: PyDock, answer: bytes) -> None:
    pydock.engine.fault("GET", "/containers/web/json", faults.answer(200, answer))
    for command in (["start", "-a", "web"], ["attach", "web"]):
        result = pydock(*command)
        assert result.status == 1
        assert result.stderr.startswith("the engine's ")


def test_start_attached_returns_output_and_exit_status(pydock: PyDock) -> None:
    pydock.engine.programs["both"] = Program(b"out\n", b"err\n", exit_code=7)
    pydock("create", "--name", "web", "busybox", "both")
    result = pydock("start", "-a", "web")
    assert (result.status, result.stdout, result.stderr) == (7, "out\n", "err\n")


def test_start_interactive_sends_input(pydock: PyDock) -> None:
    pydock("create", "-i", "--name", "web", "busybox", "cat")
    assert pydock("start", "-i", "web", stdin=b"typed\n").stdout == "typed\n"


def test_failed_start_prints_engine_message_only(pydock: PyDock) -> None:
    pydock.engine.programs["x"] = Program(cannot_start='exec: "x": permission denied')
    pydock("create", "--name", "web", "busybox", "x")
    result = pydock("start", "-a", "web")
    assert result.status == 1
    assert result.stderr.startswith("Error response from daemon: ")
    assert "--help" not in result.stderr


@pytest.mark.parametrize("path", ["*/attach", "*/wait", "*/start"])
def test_start_ctrl_c_ends_hanging_request(pydock: PyDock, interrupt: Callable[..., None], path: str) -> None:
    pydock("create", "--name", "web", "busybox", "true")
    interrupt(pydock.engine.fault("POST", path, faults.hang()))
    assert pydock("start", "-a", "web").status == 130
