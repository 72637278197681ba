"""pause, unpause, rename, port, top, diff, update, commit, export, prune: answers that are wrong, and each flag."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def web(pydock: PyDock) -> PyDock:
    """A running container, `web`, and one that never ran, `idle`."""
    pydock("run", "-d", "--name", "web", "busybox", "sleep", "infinity")
    pydock("create", "--name", "idle", "busybox")
    return pydock


WRONG_ANSWERS = [
    ("port web", "GET", "*/json", b'{"Id":"x"}', "no NetworkSettings with Ports"),
    ("port web", "GET", "*/json", b'{"Id":"x","NetworkSettings":{"Ports":[]}}', ""),
    ("port web", "GET", "*/json", b'{"Id":"x","NetworkSettings":{"Ports":[1]}}', "no NetworkSettings with Ports"),
    (
        "port web",
        "GET",
        "*/json",
        b'{"Id":"x","NetworkSettings":{"Ports":{"80/tcp":[1]}}}',
        "no NetworkSettings with Ports",
    ),
    ("top web", "GET", "*/top", b"{}", "no table"),
    ("top web", "GET", "*/top", b'{"Titles":["A"],"Processes":[[1]]}', "no table"),
    ("top web", "GET", "*/top", b"null", "is not an object"),
    ("diff web", "GET", "*/changes", b'[{"Path":"/x","Kind":9}]', "a change that is none"),
    ("diff web", "GET", "*/changes", b'[{"Kind":1}]', "a change that is none"),
    ("diff web", "GET", "*/changes", b"{}", "is not a list"),
    ("update -c 5 web", "POST", "*/update", b'{"Warnings":"x"}', "Warnings that are no list"),
    ("update -c 5 web", "POST", "*/update", b"null", "is not an object"),
    ("commit web", "POST", "/commit", b"{}", "has no Id"),
    ("commit web", "POST", "/commit", b"null", "is not an object"),
    ("container prune -f", "POST", "*/prune", b'{"ContainersDeleted":"x"}', "no ContainersDeleted"),
    ("container prune -f", "POST", "*/prune", b"[]", "is not an object"),
    ("export web", "GET", "*/export", b"", "is cut"),
    ("export web", "GET", "*/export", b"garbage", "is cut"),
    ("export web", "GET", "*/export", b'x{"message":"no space left on device"}\n', "no space left on device"),
]


@pytest.mark.parametrize(("line", "method", "path", "answer", "words"), WRONG_ANSWERS)
def test_container_commands_fail_for_invalid_answer(
    web: PyDock, line: str, method: str, path: str, answer: bytes, words: str
) -> None:
    web.engine.fault(method, path, faults.answer(200, answer))
    result = web(*line.split())
    assert (result.status, bool(result.stderr)) == ((1, True) if words else (0, False))
    assert words in result.stderr


@pytest.mark.parametrize("line", ["pause nosuch web nosuch", "unpause nosuch web nosuch"])
def test_container_commands_try_each_name_and_report_each_failure(web: PyDock, line: str) -> None:
    if line.startswith("unpause"):
        web("pause", "web")
    result = web(*line.split())
    assert (result.status, result.stdout) == (1, "web\n")
    assert result.stderr == "Error response from daemon: No such container: nosuch\n" * 2


def test_pause_sends_repeated_name_twice(web: PyDock) -> None:
    result = web("pause", "web", "web")
    assert (result.status, result.stdout) == (1, "web\n")
    assert "is already paused" in result.stderr


def test_port_sorts_ports_by_number(web: PyDock) -> None:
    web(
        "run", "-d", "--name", "port", "-p", "127.0.0.1:90:80", "-p", "127.0.0.1:1000:9", "busybox", "sleep", "infinity"
    )
    assert web("port", "port").stdout == "9/tcp -> 127.0.0.1:1000\n80/tcp -> 127.0.0.1:90\n"
    assert web("port", "port", "80/tcp").stdout == "127.0.0.1:90\n"


def test_top_escapes_control_characters(web: PyDock) -> None:
    answer = b'{"Titles":["CMD"],"Processes":[["\\u001b[2Jevil"]]}'
    web.engine.fault("GET", "*/top", faults.answer(200, answer))
    assert web("top", "web", terminal=True).stdout == "CMD\r\n\\x1b[2Jevil\r\n"


def test_diff_lists_changes_with_letters(web: PyDock) -> None:
    web.engine.containers.get("web").files.write("/etc/new", b"x")
    assert web("diff", "web").stdout == "C /etc\nA /etc/new\n"


def test_update_without_flags_is_refused(web: PyDock) -> None:
    result = web("update", "web")
    assert result.stderr == "you must provide one or more flags when using this command\n"
    assert result.asked == []


def test_update_sends_typed_limits_and_prints_warnings_last(web: PyDock) -> None:
    web.engine.fault("POST", "*/idle/update", faults.answer(200, b'{"Warnings":["careful"]}'))
    flags = "--blkio-weight 1 --cpu-period 2 --cpu-quota 3 --cpu-rt-period 4 --cpu-rt-runtime 5 -c 6 --cpus 1.5 "
    flags += "--cpuset-cpus 0 --cpuset-mems 1 -m 7m --memory-reservation 8 --memory-swap=-1 --pids-limit 9 "
    flags += "--restart on-failure:3 --kernel-memory 10"
    result = web("update", *flags.split(), "idle", "nosuch", "web")
    assert (result.status, result.stdout) == (1, "idle\nweb\ncareful\n")
    body = result.requests[-1].json()
    assert {key: value for key, value in body.items() if value} == {
        "BlkioWeight": 1,
        "CpuPeriod": 2,
        "CpuQuota": 3,
        "CpuRealtimePeriod": 4,
        "CpuRealtimeRuntime": 5,
        "CpuShares": 6,
        "NanoCpus": 1_500_000_000,
        "CpusetCpus": "0",
        "CpusetMems": "1",
        "Memory": 7 << 20,
        "MemoryReservation": 8,
        "MemorySwap": -1,
        "PidsLimit": 9,
        "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
        "KernelMemory": 10,
    }


def test_commit_sends_full_name_and_tag(web: PyDock) -> None:
    result = web("commit", "-m", "why", "-a", "me", "-c", "CMD x", "-c", "ENV a=b", "-p=false", "web", "thing")
    assert result.stdout.startswith("sha256:")
    assert result.requests[-1].target.endswith(
        "/commit?author=me&changes=CMD+x&changes=ENV+a%3Db&comment=why&container=web&pause=0"
        "&repo=docker.io%2Flibrary%2Fthing&tag=latest"
    )


def test_export_refuses_terminal_as_output(web: PyDock) -> None:
    result = web("export", "web", terminal=True)
    assert result.stdout == "cowardly refusing to save to a terminal. Use the -o flag or redirect\r\n"
    assert result.asked == []


def test_truncated_export_keeps_old_file(web: PyDock, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    web.engine.fault("GET", "*/export", faults.cut(after_bytes=700))
    result = web("export", "-o", str(path), "web")
    assert result.status == 1
    assert path.read_text() == "old"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "home", path]


def test_export_writes_complete_private_archive(web: PyDock, tmp_path: Path) -> None:
    path = tmp_path / "out"
    web.engine.containers.get("web").files.write("/new", b"text")
    assert web("export", "-o", str(path), "web").status == 0
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(path) as archive:
        assert "new" in archive.getnames()


def test_container_prune_lists_removed_containers_and_space(web: PyDock) -> None:
    web.engine.fault("POST", "*/prune", faults.answer(200, b'{"ContainersDeleted":["one"],"SpaceReclaimed":1500}'))
    assert web("container", "prune", "-f").stdout == "Deleted Containers:\none\n\nTotal reclaimed space: 1.5kB\n"


@pytest.mark.parametrize("line", ["checkpoint ls web", "checkpoint create web c", "checkpoint rm web c"])
def test_checkpoint_commands_require_experimental_engine(web: PyDock, line: str) -> None:
    result = web(*line.split())
    command = " ".join(line.split()[:2])
    assert result.stderr == (
        f"pydock {command} is only supported on a Docker daemon with experimental features enabled\n"
    )
