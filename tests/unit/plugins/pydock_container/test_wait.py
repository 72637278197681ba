"""`wait`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Program, faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


def test_wait_tries_each_name_and_reports_failures_last(pydock: PyDock) -> None:
    pydock.engine.programs["x"] = Program(exit_code=3)
    pydock("run", "-d", "--name", "web", "busybox", "x")
    result = pydock("wait", "nosuch", "web", "other")
    assert (result.status, result.stdout) == (1, "3\n")
    assert result.stderr == (
        "Error response from daemon: No such container: nosuch\nError response from daemon: No such container: other\n"
    )


@pytest.mark.parametrize("answer", [b"null", b"{}", b"[]", b'{"StatusCode":"0"}', b'{"StatusCode":tr'])
def test_wait_fails_for_answer_without_status(pydock: PyDock, answer: bytes) -> None:
    pydock.engine.fault("POST", "/containers/a/wait", faults.answer(200, answer))
    result = pydock("wait", "a")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr


def test_wait_prints_status_of_container_that_failed_to_start(pydock: PyDock) -> None:
    answer = faults.answer(200, b'{"StatusCode":127,"Error":{"Message":"not found"}}')
    pydock.engine.fault("POST", "/containers/a/wait", answer)
    result = pydock("wait", "a")
    assert (result.status, result.stdout, result.stderr) == (0, "127\n", "")
