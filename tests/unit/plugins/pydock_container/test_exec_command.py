"""`exec`: what it asks for, how it ends, and what must not look like success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Program, faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydock_core.testing import Process
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def web(pydock: PyDock) -> PyDock:
    """A running container, `web`."""
    pydock("run", "-d", "--name", "web", "-e", "COLOUR=blue", "busybox", "sleep", "infinity")
    return pydock


def test_exec_reports_missing_container_before_terminal_check(pydock: PyDock) -> None:
    result = pydock("exec", "-it", "nosuch", "sh")
    assert (result.status, result.stderr) == (1, "Error response from daemon: No such container: nosuch\n")


def test_exec_refuses_tty_without_terminal_before_create(web: PyDock) -> None:
    result = web("exec", "-it", "web", "sh")
    assert (result.status, result.stderr) == (1, "the input device is not a TTY\n")
    assert result.asked == ["HEAD /_ping", "GET /containers/web/json"]


def test_exec_reads_environment_file_before_any_request(web: PyDock) -> None:
    result = web("exec", "--env-file", "/nosuch", "web", "env")
    assert (result.status, result.stderr) == (1, "open /nosuch: no such file or directory\n")
    assert result.asked == ["HEAD /_ping"]


def test_exec_detach_keys_are_checked_by_engine_first(web: PyDock) -> None:
    web.engine.fault("POST", "*/exec", faults.message("Invalid escape keys (x,) provided", status=400))
    result = web("exec", "--detach-keys", "x,", "web", "true")
    assert result.stderr == "Error response from daemon: Invalid escape keys (x,) provided\n"


def test_exec_refuses_detach_keys_that_engine_accepts(web: PyDock) -> None:
    result = web("exec", "--detach-keys", "nosuch", "web", "true")
    assert (result.status, result.stderr) == (1, "invalid detach keys (nosuch): Unknown character: 'nosuch'\n")


@pytest.mark.parametrize("answer", [b'{"Id":""}', b"{}"])
def test_exec_fails_for_create_answer_without_id(web: PyDock, answer: bytes) -> None:
    web.engine.fault("POST", "*/exec", faults.answer(201, answer))
    result = web("exec", "web", "true")
    assert (result.status, result.stderr) == (1, "exec ID empty\n")


@pytest.mark.parametrize("answer", [b"{}", b'{"Running":false,"ExitCode":null}', b'{"ExitCode":"0"}'])
def test_exec_fails_for_missing_exit_code(web: PyDock, answer: bytes) -> None:
    web.engine.fault("GET", "/exec/*/json", faults.answer(200, answer))
    result = web("exec", "web", "true")
    assert (result.status, result.stderr) == (1, "the engine doesn't say how the command ended\n")


def test_exec_fails_if_streams_end_before_command(web: PyDock) -> None:
    web.engine.fault("POST", "/exec/*/start", faults.cut(after_bytes=0))
    result = web("exec", "web", "sleep", "infinity")
    assert (result.status, result.stderr) == (1, "the engine ended the command's streams, but the command goes on\n")


def test_exec_reports_engine_lost_before_exit_code(web: PyDock) -> None:
    web.engine.fault("GET", "/exec/*/json", faults.refuse())
    result = web("exec", "web", "echo", "out")
    assert (result.status, result.stdout) == (255, "out\n")
    assert result.stderr.startswith("how the command ended is not known: Cannot connect to the Docker daemon")


def test_exec_fails_for_truncated_frame(web: PyDock) -> None:
    web.engine.programs["long"] = Program(b"x" * 1000)
    web.engine.fault("POST", "/exec/*/start", faults.cut(after_bytes=500))
    result = web("exec", "web", "long")
    assert result.status == 1
    assert "ended early" in result.stderr


def test_exec_ctrl_c_ends_hanging_request(web: PyDock, interrupt: Callable[..., None]) -> None:
    for path in ("*/exec", "/exec/*/start"):
        interrupt(web.engine.fault("POST", path, faults.hang(), times=1))
        assert web("exec", "web", "true").status == 130


def test_exec_returns_both_streams_and_exit_status(web: PyDock) -> None:
    web.engine.programs["both"] = Program(b"out\n", b"err\n", exit_code=7)
    result = web("exec", "web", "both")
    assert (result.status, result.stdout, result.stderr) == (7, "out\n", "err\n")


def test_exec_sends_input_only_with_interactive(web: PyDock) -> None:
    assert web("exec", "-i", "web", "cat", stdin=b"typed\n").stdout == "typed\n"
    assert web("exec", "web", "cat", stdin=b"typed\n").stdout == ""


def test_exec_detach_returns_without_waiting(web: PyDock) -> None:
    result = web("exec", "-d", "web", "sleep", "infinity")
    assert (result.status, result.stdout) == (0, "")
    assert result.requests[-1].json() == {"Detach": True, "Tty": False}


def test_exec_detach_fails_for_failed_start(web: PyDock) -> None:
    result = web("exec", "-d", "web", "nosuch")
    assert result.status == 1
    assert 'exec: "nosuch": executable file not found in $PATH' in result.stderr


def test_exec_sends_same_requests_as_docker(web: PyDock, tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("A=file\nHOME\n")
    words = ["-e", "A=typed", "-e", "HOME", "--env-file", str(file), "-u", "1:2", "-w", "/tmp", "--privileged", "-i"]
    result = web("exec", *words, "--detach-keys", "ctrl-x", "web", "env", "-x")
    create = next(request for request in result.requests if request.path.endswith("/exec"))
    home = web.environ["HOME"]
    assert create.json() == {
        "User": "1:2",
        "Privileged": True,
        "Tty": False,
        "AttachStdin": True,
        "AttachStderr": True,
        "AttachStdout": True,
        "Detach": False,
        "DetachKeys": "ctrl-x",
        "Env": ["A=file", f"HOME={home}", "A=typed", f"HOME={home}"],
        "WorkingDir": "/tmp",
        "Cmd": ["env", "-x"],
    }


def test_exec_sends_terminal_size_to_engine_that_takes_it(web: PyDock) -> None:
    def wait_for_size(process: Process) -> None:
        while process.size is None:
            process.sleep(0.01)
        process.write(b"%d %d\n" % process.size)

    web.engine.programs["size"] = wait_for_size
    old = web("exec", "-it", "web", "size", terminal=(77, 33))
    assert old.stdout == "77 33\r\n"
    web.engine.api_version, web.engine.api_number = "1.44", 44
    new = web("exec", "-it", "web", "stty", "size", terminal=(77, 33))
    bodies = {request.path.rpartition("/")[2]: request.json() for request in new.requests if request.body}
    assert bodies["exec"]["ConsoleSize"] == bodies["start"]["ConsoleSize"] == [33, 77]


def test_exec_detach_keys_leave_command_running(web: PyDock) -> None:
    result = web("exec", "-it", "web", "sleep", "infinity", stdin=b"\x10\x11", terminal=True)
    assert (result.status, result.stdout) == (1, "read escape sequence\r\n")
    assert not any(request.path.endswith("/json") for request in result.requests if request.path.startswith("/exec/"))
