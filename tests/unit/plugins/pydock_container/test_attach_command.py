"""`attach` to containers in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Process
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ([], "Error response from daemon: No such container: web"),
        ([["create", "--name", "web", "busybox"]], "You cannot attach to a stopped container, start it first"),
    ],
)
def test_attach_refuses_stopped_container(pydock: PyDock, commands: list[list[str]], message: str) -> None:
    for command in commands:
        pydock(*command)
    result = pydock("attach", "web")
    assert (result.status, result.stdout, result.stderr) == (1, "", message + "\n")


def test_attach_refuses_paused_container(pydock: PyDock) -> None:
    pydock("run", "-d", "--name", "web", "busybox", "sleep", "infinity")
    pydock.engine.containers.get("web").status = "paused"
    result = pydock("attach", "web")
    assert (result.status, result.stderr) == (1, "You cannot attach to a paused container, unpause it first\n")


def test_attach_to_tty_container_requires_terminal(pydock: PyDock) -> None:
    pydock("run", "-dit", "--name", "web", "busybox", "cat")
    result = pydock("attach", "web")
    assert (result.status, result.stderr) == (1, "the input device is not a TTY\n")


def test_attach_returns_output_and_exit_status(pydock: PyDock) -> None:
    def program(process: Process) -> int:
        process.write(b"got " + process.read())
        return 5

    pydock.engine.programs["ask"] = program
    pydock("run", "-di", "--name", "web", "busybox", "ask")
    result = pydock("attach", "web", stdin=b"it")
    assert (result.status, result.stdout) == (5, "got it")


def test_attach_detach_keys_print_docker_message(pydock: PyDock) -> None:
    pydock("run", "-dit", "--name", "web", "busybox", "cat")
    result = pydock("attach", "web", stdin=b"\x10\x11", terminal=True)
    assert result.status == 1
    assert result.stdout.endswith("read escape sequence\r\n")


@pytest.mark.parametrize("path", ["*/attach", "*/wait"])
def test_attach_ctrl_c_ends_hanging_request(pydock: PyDock, interrupt: Callable[..., None], path: str) -> None:
    pydock("run", "-d", "--name", "web", "busybox", "sleep", "infinity")
    interrupt(pydock.engine.fault("POST", path, faults.hang()))
    assert pydock("attach", "web").status == 130
