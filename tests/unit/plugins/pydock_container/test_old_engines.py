"""Engines before API 1.30: the exit status comes from events, and before 1.25 the client removes containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.testing import Process, Result


class Old:
    """Command lines with a pinned API version."""

    def __init__(self, engine: FakeEngine, home: str) -> None:
        self.engine = engine
        self._home = home

    def __call__(self, line: str, version: str) -> Result:
        environ = {"HOME": self._home, "PYDOCK_INDEX": "off", "DOCKER_API_VERSION": version}
        return run_pydock(line.split(), engine=self.engine, environ=environ)


@pytest.fixture
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    def fail(process: Process) -> int:
        wait_until(lambda: any(asked.path.endswith("/attach") for asked in engine.requests))
        process.write(b"said\n")
        process.sleep(0.3)
        return 7

    with FakeEngine() as engine:
        engine.programs["fail"] = fail
        yield Old(engine, str(tmp_path_factory.mktemp("home")))


@pytest.mark.parametrize("version", ["1.24", "1.29", "1.30"])
@pytest.mark.parametrize("line", ["run busybox fail", "run --rm busybox fail", "start -a made", "attach live"])
def test_exit_status_of_an_old_engine(old: Old, line: str, version: str) -> None:
    old("create --name made busybox fail", version)
    if line.startswith("attach"):
        old("run -d --name live busybox fail", version)
    result = old(line, version)
    assert (result.status, result.stderr) == (7, "")
    assert any(one.endswith("/wait") for one in result.asked) == (version == "1.30")


@pytest.mark.parametrize(("version", "by_client"), [("1.24", True), ("1.25", False)])
def test_run_rm_removes_the_container_itself_before_api_1_25(old: Old, version: str, *, by_client: bool) -> None:
    result = old("run --rm busybox fail", version)
    removal = [one for one in result.requests if one.method == "DELETE"]
    assert [one.query for one in removal] == ([{"v": "1"}] if by_client else [])
    create = next(one for one in result.requests if one.path.endswith("/create"))
    assert create.object()["HostConfig"]["AutoRemove"] is not by_client
    assert old.engine.containers.all() == []


def test_run_rm_before_api_1_25_removes_a_container_that_does_not_start(old: Old) -> None:
    result = old("run --rm busybox nosuch", "1.24")
    assert result.status == 127
    assert old.engine.containers.all() == []


def test_failed_removal_by_the_client_is_logged_and_keeps_the_exit_status(old: Old) -> None:
    old.engine.fault("DELETE", "*", faults.message("disk failed"))
    result = old("run --rm busybox fail", "1.24")
    assert result.status == 7
    assert "error removing container: Error response from daemon: disk failed" in result.stderr


@pytest.mark.parametrize("version", ["1.24", "1.29"])
def test_events_that_end_before_the_exit_are_reported(old: Old, version: str) -> None:
    old.engine.fault("GET", "/events", faults.cut(after_bytes=0))
    result = old("run busybox fail", version)
    assert (result.status, result.stdout) == (125, "said\n")
    assert "error waiting for container: " in result.stderr
