"""Standard streams that are full, closed or without a reader: a failed write is reported, with the exit status."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.fault_injection.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydock_core.testing import FakeEngine
    from tests.fault_injection.processes import Client

    Stage = Callable[[Case], FakeEngine]
    Serve = Callable[[FakeEngine], Client]

WRITING = [
    *("ps -a", "images", "version", "inspect live", "logs said", "pull busybox", "pull -q busybox", "groups ls"),
    *("help", "run --help", "--version", "wait said", "create busybox", "stop said", "completion bash"),
]


@pytest.mark.parametrize("line", WRITING)
def test_full_output_device_is_reported(client: Client, line: str) -> None:
    with open("/dev/full", "wb") as nowhere:
        result = client(*line.split(), stdout=nowhere)
    assert result.stderr.endswith(b"write /dev/stdout: no space left on device\n")
    assert (result.returncode, result.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize("line", WRITING)
def test_closed_stdout_is_reported(client: Client, line: str) -> None:
    result = client.shell(f"pydock {line} >&-")
    assert result.stderr.endswith(b"write /dev/stdout: bad file descriptor\n")
    assert (result.returncode, result.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize("line", ["ps -a", "images", "version", "inspect live", "groups ls", "help", "--version"])
def test_stdout_without_reader_ends_the_command_by_sigpipe(client: Client, line: str) -> None:
    result = client.shell(f"(sleep 0.05; pydock {line}; echo $? >&2) | head -c0")
    assert result.stderr == b"141\n"


@pytest.mark.parametrize("line", ["ps --nonsense", "inspect nothing", "run nosuch/image", "rm nothing", "nonsense"])
@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_failure_keeps_its_status_without_stderr(client: Client, line: str, where: str) -> None:
    healthy = client(*line.split())
    result = client.shell(f"pydock {line} {where}")
    assert result.returncode == healthy.returncode != 0


@pytest.mark.parametrize("line", ["ps -aq", "logs said", "run --rm busybox echo hi", "start -a said", "wait said"])
def test_closed_stdin_keeps_the_output(client: Client, line: str) -> None:
    assert client.shell(f"pydock {line} <&-").stdout == client(*line.split()).stdout


def test_interactive_run_reads_end_of_file_from_closed_stdin(client: Client) -> None:
    result = client.shell("pydock run --rm -i busybox cat <&-")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_rm_with_closed_streams_removes_the_container(client: Client) -> None:
    assert (
        client.shell("pydock rm -f live <&- >&- 2>&-").returncode == 1
    )  # the name of the container could not be written
    assert b"live" not in client("ps", "-a").stdout


def test_stdout_on_a_full_disk_is_reported(client: Client, full: Path) -> None:
    result = client.shell(f"pydock inspect live > {full}/out")
    assert (result.returncode, result.stderr) == (1, b"write /dev/stdout: no space left on device\n")


@pytest.mark.parametrize("command", ["run -d", "create"])
def test_cidfile_on_a_full_disk_is_reported_and_removed(client: Client, full: Path, command: str) -> None:
    before = client("ps", "-aq").stdout
    result = client.shell(f"pydock {command} --cidfile {full}/cid busybox true")
    assert result.returncode == (125 if "run" in command else 1)
    assert b"failed to write the container ID to the file: write " in result.stderr
    assert b"no space left on device" in result.stderr
    assert not (full / "cid").exists()
    assert client("ps", "-aq").stdout.count(b"\n") == before.count(b"\n") + 1  # docker keeps the container, too


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("there", 125, "container ID file found, make sure the other container isn't running or delete "),
        ("no/folder/cid", 127, "no such file or directory"),  # docker derives the status from these words
        ("file/cid", 125, "not a directory"),
        ("x" * 300, 125, "file name too long"),
        ("", 125, "container ID file found"),
    ],
)
def test_cidfile_that_cannot_be_created_prevents_the_container(
    client: Client, tmp_path: Path, name: str, status: int, words: str
) -> None:
    for file in ("there", "file"):
        (tmp_path / file).write_text("kept")
    before = client("ps", "-aq").stdout
    result = client("run", "--cidfile", f"{tmp_path}/{name}", "busybox", "true")
    assert result.returncode == status
    message, empty, hint, _ = result.stderr.decode().split("\n")
    assert words in message
    assert (empty, hint) == ("", "Run 'pydock run --help' for more information")
    assert client("ps", "-aq").stdout == before
    assert (tmp_path / "there").read_text() == "kept"


def test_closed_reader_ends_following_logs_by_sigpipe(client: Client, serve: Serve, stage: Stage) -> None:
    engine = stage(Case("", (), setup=("run -d --name web busybox echo said",)))
    client = serve(engine)
    with client.begin("logs", "-f", "web") as process:
        assert process.stdout is not None
        process.stdout.close()
        status = process.wait(10)
    assert status in (-signal.SIGPIPE, 0)  # 0 if the log ended first
