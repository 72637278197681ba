from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pydock_groups.log_lines import LONGEST_LINE, LineWriter

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def web(pydock: PyDock) -> PyDock:
    """PyDock on an engine with a group of two ended containers."""
    pydock("groups", "create", "--label", "a=1", "web")
    for name, script in (("server", "echo up; echo oops >&2"), ("db", "echo ready")):
        pydock("run", "-d", "--group", "web", "--name", name, "busybox", "sh", "-c", script)
        pydock("wait", name)
    return pydock


def test_groups_inspect_shows_groups_with_their_containers(web: PyDock) -> None:
    result = web("groups", "inspect", "nosuch", "web")
    (group,) = json.loads(result.stdout)
    assert (result.status, result.stderr) == (1, "no such group: nosuch\n")
    assert list(group) == ["Name", "NetworkID", "Driver", "Created", "Labels", "Containers"]
    assert (group["Name"], group["Labels"]) == ("web", {"a": "1"})
    assert [container["Name"] for container in group["Containers"]] == ["db", "server"]


def test_groups_inspect_takes_a_template(web: PyDock) -> None:
    form = "{{.Name}} {{.Driver}}{{range .Containers}} {{.Name}}={{.State}}{{end}}"
    assert web("groups", "inspect", "-f", form, "web").stdout == "web bridge db=exited server=exited\n"
    assert web("groups", "inspect", "-f", "{{", "web").status == 64
    assert web("groups", "inspect", "--format", "json", "web").stdout.startswith('[{"Name":"web","NetworkID":')


@pytest.mark.parametrize("follow", [(), ("-f",)])
def test_groups_logs_shows_the_name_before_each_line(web: PyDock, follow: tuple[str, ...]) -> None:
    result = web("groups", "logs", *follow, "web")
    assert sorted(result.stdout.splitlines()) == ["db     | ready", "server | up"]
    assert (result.status, result.stderr) == (0, "server | oops\n")


def test_groups_logs_without_follow_is_sorted_by_name(web: PyDock) -> None:
    assert web("groups", "logs", "web").stdout == "db     | ready\nserver | up\n"


def test_groups_logs_of_a_terminal_have_no_frames(pydock: PyDock) -> None:
    pydock("groups", "create", "web")
    pydock("run", "-d", "-t", "--group", "web", "--name", "one", "busybox", "echo", "shown")
    pydock("wait", "one")
    assert pydock("groups", "logs", "web").stdout.replace("\r", "") == "one | shown\n"


def test_groups_logs_passes_its_flags_on(web: PyDock) -> None:
    result = web("groups", "logs", "--tail", "1", "--since", "1700000000", "-t", "web")
    asked = [request.query for request in result.requests if request.path.endswith("/logs")]
    expected = {"since": "1700000000", "stderr": "1", "stdout": "1", "tail": "1", "timestamps": "1"}
    assert asked == [expected, expected]


@pytest.mark.parametrize("follow", [(), ("-f",)])
def test_groups_logs_reports_a_failure_and_shows_the_others(web: PyDock, follow: tuple[str, ...]) -> None:
    web.engine.fault("GET", "/containers/*/logs", faults.answer(500, b'{"message":"no log"}'), times=1)
    result = web("groups", "logs", *follow, "web")
    assert (result.status, len(result.stdout.splitlines())) == (1, 1)
    assert "Error response from daemon: no log\n" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nosuch",), "no such group: nosuch\n"),
        (("--since", "x", "web"), 'invalid value for "since": failed to parse value as time or duration: "x"\n'),
    ],
)
def test_groups_logs_reports_a_wrong_value(web: PyDock, words: tuple[str, ...], message: str) -> None:
    result = web("groups", "logs", *words)
    assert (result.status, result.stdout, result.stderr) == (1, "", message)


def test_groups_are_completed_after_inspect_and_logs(web: PyDock) -> None:
    assert web.complete("groups inspect ") == ["web"]
    assert web.complete("groups logs w") == ["web"]


def test_lines_are_written_whole_whatever_the_pieces() -> None:
    written: list[bytes] = []
    writer = LineWriter(written.append, b"> ")
    for piece in (b"on", b"e\ntw", b"o\n\nthree"):
        writer.feed(piece)
    assert b"".join(written) == b"> one\n> two\n> \n"
    writer.close()
    assert written[-1] == b"> three\n"
    writer.close()
    assert len(written) == 3


def test_line_without_an_end_is_split() -> None:
    written: list[bytes] = []
    writer = LineWriter(written.append, b"> ")
    writer.feed(b"x" * (LONGEST_LINE + 10))
    assert b"".join(written) == b"> " + b"x" * LONGEST_LINE + b"\n"
