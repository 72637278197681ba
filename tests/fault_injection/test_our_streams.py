"""PyDock's own streams: full, closed, broken off. What can't be written is told, and ends with the right status."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.fault_injection.commands import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydock_core.testing import FakeEngine
    from tests.fault_injection.processes import Client

    Stage = Callable[[Case], FakeEngine]
    Serve = Callable[[FakeEngine], Client]

WRITING = [
    *("ps -a", "images", "version", "inspect live", "logs said", "pull busybox", "pull -q busybox", "groups ls"),
    *("help", "run --help", "--version", "wait said", "create busybox", "stop said", "completion bash"),
]


@pytest.fixture
def full(tmp_path: Path, real_parts: None) -> Iterator[Path]:
    """A folder on a disk that is full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], check=True)
    try:
        with open(disk / "filler", "wb", buffering=0) as filler:
            while True:
                try:
                    filler.write(b"x" * 4096)
                except OSError:
                    break
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("line", WRITING)
def test_a_full_device_is_told(client: Client, line: str) -> None:
    with open("/dev/full", "wb") as nowhere:
        result = client(*line.split(), stdout=nowhere)
    assert result.stderr.endswith(b"write /dev/stdout: no space left on device\n")
    assert (result.returncode, result.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize("line", WRITING)
def test_a_closed_output_is_told(client: Client, line: str) -> None:
    result = client.shell(f"pydock {line} >&-")
    assert result.stderr.endswith(b"write /dev/stdout: bad file descriptor\n")
    assert (result.returncode, result.stderr.count(b"\n")) == (1, 1)


@pytest.mark.parametrize("line", ["ps -a", "images", "version", "inspect live", "groups ls", "help", "--version"])
def test_a_reader_that_has_gone_ends_it_by_sigpipe_as_in_a_shell(client: Client, line: str) -> None:
    result = client.shell(f"(sleep 0.05; pydock {line}; echo $? >&2) | head -c0")
    assert result.stderr == b"141\n"


@pytest.mark.parametrize("line", ["ps --nonsense", "inspect nothing", "run nosuch/image", "rm nothing", "nonsense"])
@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_a_failure_that_can_t_be_told_keeps_its_status(client: Client, line: str, where: str) -> None:
    healthy = client(*line.split())
    result = client.shell(f"pydock {line} {where}")
    assert result.returncode == healthy.returncode != 0


@pytest.mark.parametrize("line", ["ps -aq", "logs said", "run --rm busybox echo hi", "start -a said", "wait said"])
def test_a_closed_input_changes_nothing(client: Client, line: str) -> None:
    assert client.shell(f"pydock {line} <&-").stdout == client(*line.split()).stdout


def test_an_interactive_run_with_a_closed_input_sees_its_end(client: Client) -> None:
    result = client.shell("pydock run --rm -i busybox cat <&-")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_all_streams_closed_is_no_traceback_and_does_the_work(client: Client) -> None:
    assert client.shell("pydock rm -f live <&- >&- 2>&-").returncode == 1  # its name could not be written
    assert b"live" not in client("ps", "-a").stdout


def test_a_full_disk_under_stdout_is_told(client: Client, full: Path) -> None:
    result = client.shell(f"pydock inspect live > {full}/out")
    assert (result.returncode, result.stderr) == (1, b"write /dev/stdout: no space left on device\n")


@pytest.mark.parametrize("command", ["run -d", "create"])
def test_a_cidfile_that_can_t_be_written_is_told_and_removed(client: Client, full: Path, command: str) -> None:
    before = client("ps", "-aq").stdout
    result = client.shell(f"pydock {command} --cidfile {full}/cid busybox true")
    assert result.returncode == (125 if "run" in command else 1)
    assert b"failed to write the container ID to the file: write " in result.stderr
    assert b"no space left on device" in result.stderr
    assert not (full / "cid").exists()
    assert client("ps", "-aq").stdout.count(b"\n") == before.count(b"\n") + 1  # as docker leaves it


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("there", 125, "container ID file found, make sure the other container isn't running or delete "),
        ("no/folder/cid", 127, "no such file or directory"),  # docker's status, by accident: it looks for these words
        ("file/cid", 125, "not a directory"),
        ("x" * 300, 125, "file name too long"),
        ("", 125, "container ID file found"),
    ],
)
def test_a_cidfile_that_can_t_be_made_creates_nothing(
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


def test_a_broken_reader_of_a_log_ends_it_by_sigpipe(client: Client, serve: Serve, stage: Stage) -> None:
    engine = stage(Case("", (), setup=("run -d --name web busybox echo said",)))
    client = serve(engine)
    with client.begin("logs", "-f", "web") as process:
        assert process.stdout is not None
        process.stdout.close()
        status = process.wait(10)
    assert status in (-signal.SIGPIPE, 0)  # 0 if it was done before
