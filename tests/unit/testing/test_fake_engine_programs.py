"""What containers of the fake engine run, and how they end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import APIError
from pydock_core.testing import FakeEngine, Image, Program, run_pydock

if TYPE_CHECKING:
    from pydock_core.engine.api.client import Client
    from pydock_core.testing import Process


def run(client: Client, *command: str, image: str = "busybox") -> tuple[int, bytes]:
    """The exit status and the log, frames and all."""
    client.containers.create({"Image": image, "Cmd": list(command)}, name="job")
    client.containers.start("job")
    status = client.containers.wait("job").result()
    log = client.containers.logs("job").read()
    client.containers.remove("job")
    return status, log


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ('exec: "x": permission denied', 126),
        ('exec: "/": is a directory', 126),
        ('exec: "x": executable file not found in $PATH', 127),
    ],
)
def test_fake_program_that_cannot_start_is_refused_with_engine_message(
    error: str, status: int, fake_engine: FakeEngine, client: Client
) -> None:
    fake_engine.programs["x"] = Program(cannot_start=error)
    client.containers.create({"Image": "busybox", "Cmd": ["x"]}, name="job")

    with pytest.raises(APIError, match="unable to start container process") as caught:
        client.containers.start("job")
    assert error in caught.value.message
    assert client.containers.inspect("job")["State"]["ExitCode"] == status


def test_fake_program_exception_is_shown_in_output(fake_engine: FakeEngine, client: Client) -> None:
    def program(process: Process) -> int:
        raise ZeroDivisionError("mistake")

    fake_engine.programs["busybox"] = program

    status, log = run(client)
    assert status == 1
    assert b"ZeroDivisionError: mistake" in log


def test_fake_program_is_found_by_command_word_before_image(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.images.add(Image("web:1", config={"Cmd": ["serve"]}))
    fake_engine.programs["web:1"] = Program(b"image", exit_code=3)
    fake_engine.programs["special"] = Program(b"word", exit_code=4)

    assert run(client, image="web:1") == (3, b"\x01\0\0\0\0\0\0\x05image")
    assert run(client, "special", image="web:1") == (4, b"\x01\0\0\0\0\0\0\x04word")


@pytest.mark.parametrize(
    ("command", "status", "log"),
    [
        (("true",), 0, b""),
        (("false",), 1, b""),
        (("echo", "-n", "a", "b"), 0, b"\x01\0\0\0\0\0\0\x03a b"),
        (("sh", "-c", "false || echo x; exit 7"), 7, b"\x01\0\0\0\0\0\0\x02x\n"),
        (("sh", "-c", "false && echo x"), 1, b""),
        (("sh", "-c", "echo e >&2"), 0, b"\x02\0\0\0\0\0\0\x02e\n"),
        (("sh", "-c", "nosuch"), 127, b"\x02\0\0\0\0\0\0\x16sh: nosuch: not found\n"),
        (("sh",), 0, b""),
    ],
)
def test_fake_engine_has_default_programs(command: tuple[str, ...], status: int, log: bytes, client: Client) -> None:
    assert run(client, *command) == (status, log)


def test_signal_ends_fake_program_immediately(fake_engine: FakeEngine, client: Client) -> None:
    client.containers.create({"Image": "busybox", "Cmd": ["sleep", "1000"]}, name="job")
    client.containers.start("job")

    client.containers.kill("job", signal="SIGTERM")

    assert client.containers.wait("job").result() == 143


def test_fake_program_that_ignores_stop_signal_is_killed(fake_engine: FakeEngine, client: Client) -> None:
    fake_engine.programs["stubborn"] = Program(run_seconds=None, ignores=["TERM"])
    client.containers.create({"Image": "busybox", "Cmd": ["stubborn"]}, name="job")
    client.containers.start("job")

    client.containers.stop("job", timeout_seconds=0)

    assert client.containers.inspect("job")["State"]["ExitCode"] == 137


def test_fake_program_handles_signals(fake_engine: FakeEngine, client: Client) -> None:
    ready = threading.Event()

    def program(process: Process) -> int:
        process.handles.add(10)
        ready.set()
        return process.wait_signal() or 0

    fake_engine.programs["handler"] = program
    client.containers.create({"Image": "busybox", "Cmd": ["handler"]}, name="job")
    client.containers.start("job")
    assert ready.wait(5)
    client.containers.kill("job", signal="USR1")

    assert client.containers.wait("job").result() == 10


def test_fake_program_reads_input_and_terminal_size(fake_engine: FakeEngine, client: Client) -> None:
    def program(process: Process) -> None:
        line = process.read_line()
        process.write(b"%r %r" % (line, process.size))

    fake_engine.programs["reader"] = program
    body = {"Image": "busybox", "Cmd": ["reader"], "Tty": True, "OpenStdin": True, "StdinOnce": True}
    client.containers.create(body, name="job")
    connection = client.containers.attach("job", stdin=True, stdout=True)
    client.containers.start("job")
    client.containers.resize("job", height=10, width=20)
    connection.send(b"typed\r")
    received = b""
    while data := connection.recv():
        received += data
    connection.close()

    assert received == b"typed\r\nb'typed\\n' (20, 10)"


def test_wait_for_removal_ends_for_automatically_removed_container(client: Client) -> None:
    body = {"Image": "busybox", "Cmd": ["sh", "-c", "exit 9"], "HostConfig": {"AutoRemove": True}}
    client.containers.create(body, name="job")
    waiting = client.containers.wait("job", condition="removed")
    client.containers.start("job")

    assert waiting.result() == 9
    assert client.containers.list(all=True) == []


def test_close_of_fake_engine_ends_the_programs_of_containers_and_of_exec() -> None:
    reached, ended = threading.Semaphore(0), threading.Semaphore(0)

    def endless(process: Process) -> int:
        reached.release()
        try:
            while True:
                process.read()  # b"", at once, after the end of the input
        finally:
            ended.release()

    with FakeEngine() as engine:
        engine.programs["endless"] = endless
        assert run_pydock(["run", "-d", "--name", "one", "busybox", "endless"], engine=engine).status == 0
        assert run_pydock(["exec", "-d", "one", "endless"], engine=engine).status == 0
        assert all(reached.acquire(timeout=10) for _ in range(2))
    assert all(ended.acquire(timeout=10) for _ in range(2))
