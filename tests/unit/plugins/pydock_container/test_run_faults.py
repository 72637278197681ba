"""`run` against engines that fail, and Ctrl-C in each of its phases."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Program, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Fault, Process
    from pydock_core.testing.pytest_plugin import PyDock

RUN = ("run", "--rm", "busybox", "echo", "hi")
HELP = "\n\nRun 'pydock run --help' for more information\n"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.insert(faults.CUT_FRAME, cut=True), "ended early: 7 bytes of a frame are missing"),
        (faults.insert(faults.UNKNOWN_STREAM), "unrecognized stream: 9"),
        (faults.insert(faults.OVERSIZED_FRAME, cut=True), "bytes of a frame are missing"),
        (faults.answer(204), "unable to upgrade to tcp, received 204"),
        (faults.message("no streams today"), "Error response from daemon: no streams today"),
    ],
)
def test_run_fails_if_output_is_lost(pydock: PyDock, fault: Fault, words: str) -> None:
    pydock.engine.fault("POST", "*/attach", fault)
    result = pydock(*RUN)
    assert result.status == 1
    assert words in result.stderr


@pytest.mark.parametrize(
    "fault", [faults.answer(204), faults.answer(200, b"null"), faults.answer(200, b"{}"), faults.message("x")]
)
def test_run_exits_125_for_unknown_status(pydock: PyDock, fault: Fault) -> None:
    pydock.engine.fault("POST", "*/wait", fault)
    result = pydock(*RUN)
    assert (result.status, result.stdout) == (125, "hi\n")
    assert 'level=error msg="error waiting for container: ' in result.stderr


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            faults.answer(200, b"null"),
            "the engine's answer to POST /containers/create is not an object, as it should be",
        ),
        (faults.answer(204), "the engine answered POST /containers/create with 204 and no content"),
        (faults.message("no room"), "Error response from daemon: no room"),
    ],
)
def test_run_exits_125_for_failed_create(pydock: PyDock, fault: Fault, words: str) -> None:
    pydock.engine.fault("POST", "/containers/create", fault)
    result = pydock(*RUN)
    assert (result.status, result.stderr) == (125, f"pydock: {words}{HELP}")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        ('exec: "x": executable file not found in $PATH', 127),
        ('exec: "x": stat x: no such file or directory', 127),
        ('exec: "x": permission denied', 126),
        ('exec: "x": is a directory', 126),
        ("no idea", 125),
    ],
)
def test_run_failed_start_has_docker_status(pydock: PyDock, refusal: str, status: int) -> None:
    pydock.engine.programs["x"] = Program(cannot_start=refusal)
    result = pydock("run", "--rm", "busybox", "x")
    assert result.status == status
    assert result.stderr.startswith("pydock: Error response from daemon: ")
    assert result.stderr.endswith(HELP)
    assert pydock.engine.containers.all() == []


def test_run_detached_prints_id_before_failed_start(pydock: PyDock) -> None:
    result = pydock("run", "-d", "busybox", "nosuch")
    assert result.status == 127
    assert len(result.stdout) == 65


@pytest.mark.parametrize("path", ["*/attach", "*/wait", "*/start"])
def test_run_ctrl_c_ends_hanging_request_and_removes_container(
    pydock: PyDock, interrupt: Callable[..., None], path: str
) -> None:
    interrupt(pydock.engine.fault("POST", path, faults.hang()))
    result = pydock("run", "--rm", "busybox", "sleep", "0")
    assert (result.status, result.stderr) == (130, "")
    assert pydock.engine.containers.all() == []


@pytest.mark.parametrize("path", ["*/attach", "*/wait"])
def test_run_ctrl_c_without_rm_keeps_created_container(
    pydock: PyDock, interrupt: Callable[..., None], path: str
) -> None:
    interrupt(pydock.engine.fault("POST", path, faults.hang()))
    result = pydock("run", "busybox", "true")
    assert result.status == 130
    assert [one.status for one in pydock.engine.containers.all()] == ["created"]


def test_run_ctrl_c_during_pull_creates_nothing(pydock: PyDock, interrupt: Callable[..., None]) -> None:
    interrupt(pydock.engine.fault("POST", "/images/create", faults.hang(after_chunks=1)))
    result = pydock("run", "alpine", "true")
    assert result.status == 130
    assert result.asked.count("POST /containers/create") == 1
    assert pydock.engine.containers.all() == []


def test_run_ctrl_c_ends_wait_for_missing_status(pydock: PyDock, interrupt: Callable[..., None]) -> None:
    interrupt(
        pydock.engine.fault("POST", "*/wait", faults.hang(after_bytes=0)),
        when=lambda: not pydock.engine.containers.all(),
    )
    result = pydock(*RUN)
    assert (result.status, result.stdout) == (130, "hi\n")


def test_run_ctrl_c_ends_hanging_output_of_exited_container(pydock: PyDock, interrupt: Callable[..., None]) -> None:
    interrupt(pydock.engine.fault("POST", "*/attach", faults.hang(after_bytes=3)))
    assert pydock(*RUN).status == 130


def test_run_sigterm_before_start_exits_143(pydock: PyDock, interrupt: Callable[..., None]) -> None:
    interrupt(pydock.engine.fault("POST", "*/attach", faults.hang()), signal.SIGTERM)
    assert pydock(*RUN).status == 143


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT])
def test_run_forwards_signal_to_container(pydock: PyDock, number: signal.Signals) -> None:
    def program(process: Process) -> int:
        process.handles.add(number)
        os.kill(os.getpid(), number)
        return 40 + (process.wait_signal(10) or 0)

    pydock.engine.programs["trap"] = program
    result = pydock("run", "--rm", "busybox", "trap")
    assert result.status == 40 + number
    kill = next(one for one in result.requests if one.path.endswith("/kill"))
    assert kill.query["signal"] == number.name[3:]


def test_run_third_ctrl_c_ends_pydock(pydock: PyDock) -> None:
    def program(process: Process) -> int:
        process.handles.add(signal.SIGINT)
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
        process.sleep(None)
        return 0

    pydock.engine.programs["stubborn"] = program
    result = pydock("run", "busybox", "stubborn")
    assert (result.status, result.stderr) == (1, "\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n")


def test_run_without_sig_proxy_ctrl_c_keeps_container_running(pydock: PyDock) -> None:
    def program(process: Process) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        process.sleep(None)
        return 0

    pydock.engine.programs["on"] = program
    result = pydock("run", "--sig-proxy=false", "busybox", "on")
    assert result.status == 130
    assert not any(one.path.endswith("/kill") for one in result.requests)
    assert [one.status for one in pydock.engine.containers.all()] == ["running"]


def test_run_restores_signal_handlers(pydock: PyDock) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGWINCH)
    before = [signal.getsignal(number) for number in numbers]
    pydock(*RUN)
    assert [signal.getsignal(number) for number in numbers] == before


@pytest.mark.parametrize("word", ["foo", "ctrl-", "a,"])
def test_run_refuses_invalid_detach_keys_before_create(pydock: PyDock, word: str) -> None:
    result = pydock("run", "--detach-keys", word, "busybox")
    assert result.status == 1
    assert result.stderr.startswith(f"invalid detach keys ({word}): Unknown character: ")
    assert "POST /containers/create" not in result.asked


def test_run_refuses_tty_without_terminal_before_create(pydock: PyDock) -> None:
    result = pydock("run", "-it", "busybox")
    assert (result.status, result.stderr) == (1, "the input device is not a TTY\n")
    assert "POST /containers/create" not in result.asked
