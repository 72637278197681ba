"""`stats`: numbers as docker computes them, the screen, and answers that break off."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from pydock_container.stats_listing import StatsRow, listing

from pydock_core.output.format import render
from pydock_core.testing import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing.pytest_plugin import PyDock


@pytest.fixture
def web(pydock: PyDock) -> PyDock:
    """A running container, `web`."""
    pydock("run", "-d", "--name", "web", "busybox", "sleep", "infinity")
    return pydock


@pytest.mark.parametrize("names", [["web"], []])
@pytest.mark.parametrize("more", [["--no-stream"], []])
def test_stats_fails_for_truncated_answer(web: PyDock, names: list[str], more: list[str]) -> None:
    web.engine.fault("GET", "*/stats", faults.cut(after_bytes=100))
    result = web("stats", *more, *names)
    assert result.status == 1
    assert "in the middle of its answer" in result.stderr


@pytest.mark.parametrize(
    "answer",
    [
        *(b"null", b"[]", b"garbage", b"", b'{"cpu_stats":[]}', b'{"pids_stats":{"current":"x"}}'),
        b'{"memory_stats":{"limit":1' + b"0" * 400 + b"}}",  # no float
        b'{"networks":{"a":{"rx_bytes":18446744073709551616}}}',
    ],
)
def test_stats_fails_for_invalid_answer(web: PyDock, answer: bytes) -> None:
    web.engine.fault("GET", "*/stats", faults.answer(200, answer))
    result = web("stats", "--no-stream", "web")
    assert result.status == 1
    assert result.stderr.count("\n") == 1


def test_stats_shows_the_largest_unsigned_number(web: PyDock) -> None:
    web.engine.fault("GET", "*/stats", faults.answer(200, b'{"memory_stats":{"limit":18446744073709551615}}'))
    result = web("stats", "--no-stream", "web")
    assert (result.status, result.stderr) == (0, "")
    assert "0B / 16EiB" in result.stdout


def test_stats_ends_when_events_break_off(web: PyDock) -> None:
    web.engine.fault("GET", "/events", faults.cut(after_bytes=0))
    result = web("stats")
    assert result.status == 1
    assert "in the middle of its answer" in result.stderr


def test_stats_reports_each_unknown_name(web: PyDock) -> None:
    result = web("stats", "--no-stream", "x", "web", "y")
    assert (result.status, result.stdout) == (1, "")
    assert sorted(result.stderr.splitlines()) == [
        f"Error response from daemon: No such container: {name}" for name in "xy"
    ]


def test_stats_shows_no_numbers_for_removed_container(web: PyDock) -> None:
    web.engine.fault("GET", "*/stats", faults.message("No such container: x", status=404))
    result = web("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}} {{.MemUsage}}")
    assert (result.status, result.stdout) == (0, "-- -- -- / --\n")


def test_stats_reports_silent_engine(web: PyDock) -> None:
    web.engine.fault("GET", "*/stats", faults.hang(after_bytes=0))
    result = web("stats", "--no-stream", "web")
    assert (result.status, result.stderr) == (1, "timeout waiting for stats\n")


@pytest.mark.parametrize("words", [["web"], []])
def test_stats_ends_on_ctrl_c(web: PyDock, interrupt: Callable[..., None], words: list[str]) -> None:
    interrupt(web.engine.fault("GET", "*/stats", faults.hang()))
    assert web("stats", *words).status == 130


def test_stats_fails_for_invalid_template(web: PyDock) -> None:
    result = web("stats", "--no-stream", "--format", "{{.Nosuch}}", "web")
    assert result.status == 1
    assert result.stderr.startswith("template parsing error: ")


def test_stats_page_adds_and_removes_containers(web: PyDock, interrupt: Callable[..., None]) -> None:
    def live() -> None:
        time.sleep(0.8)
        result = web("run", "-d", "--name", "late", "busybox", "sleep", "infinity")
        assert result.status == 0
        time.sleep(1.2)
        web("rm", "-f", "web")
        time.sleep(1)
        pressed.reached.set()

    pressed = faults.hang()
    interrupt(pressed)
    threading.Thread(target=live, daemon=True).start()
    result = web("stats", "--format", "{{.Name}}", terminal=True)
    assert result.status == 130
    frames = [frame for frame in result.stdout.split("\x1b[H") if frame]
    shown = [{line.split(" ")[0] for line in frame.splitlines() if line.split(" ")[0].isalpha()} for frame in frames]
    assert shown[0] == {"web"}
    assert {"web", "late"} in shown
    assert shown[-1] == {"late"}
    assert all(frame.endswith("\x1b[K\r\n\x1b[J") for frame in frames)


def test_stats_escapes_control_characters(web: PyDock) -> None:
    web.engine.fault("GET", "*/stats", faults.answer(200, b'{"name":"/\\u001b[2Jevil","id":"x"}'))
    result = web("stats", "--no-stream", "--format", "{{.Name}}", "web", terminal=True)
    assert result.stdout == "\\x1b[2Jevil\r\n"


def row(latest: dict[str, Any], *, valid: bool = True, system: str = "linux") -> dict[str, str]:
    rows = listing(truncate=True, system=system)
    found: dict[str, str] = json.loads(render(rows, [StatsRow("web", latest, valid=valid)], "json"))
    return found


def memory(usage: int, limit: int = 1000, **details: int) -> dict[str, Any]:
    return {"memory_stats": {"usage": usage, "limit": limit, "stats": details}}


@pytest.mark.parametrize(
    ("latest", "usage", "share"),
    [
        ({}, "0B / 0B", "0.00%"),
        (memory(500, 0), "500B / 0B", "0.00%"),
        (memory(500, total_inactive_file=100, inactive_file=50), "400B / 1000B", "40.00%"),
        (memory(500, total_inactive_file=500, inactive_file=50), "450B / 1000B", "45.00%"),
        (memory(500, inactive_file=100), "400B / 1000B", "40.00%"),
        (memory(500, inactive_file=500), "500B / 1000B", "50.00%"),
        (memory(500, cache=100), "500B / 1000B", "50.00%"),
    ],
)
def test_stats_memory_excludes_cache_of_both_cgroup_versions(latest: dict[str, Any], usage: str, share: str) -> None:
    found = row(latest)
    assert (found["MemUsage"], found["MemPerc"]) == (usage, share)


def cpu(now: tuple[int, int], before: tuple[int, int], **more: Any) -> dict[str, Any]:
    (used, all), (used_before, all_before) = now, before
    return {
        "cpu_stats": {"cpu_usage": {"total_usage": used, "percpu_usage": [1, 2]}, "system_cpu_usage": all, **more},
        "precpu_stats": {"cpu_usage": {"total_usage": used_before}, "system_cpu_usage": all_before},
    }


@pytest.mark.parametrize(
    ("latest", "share"),
    [
        ({}, "0.00%"),
        (cpu((1, 1), (1, 1)), "0.00%"),
        (cpu((1, 20), (10, 10)), "0.00%"),
        (cpu((20, 1), (10, 10)), "0.00%"),
        (cpu((15, 30), (10, 10)), "50.00%"),
        (cpu((15, 30), (10, 10), online_cpus=4), "100.00%"),
    ],
)
def test_stats_cpu_percentage_counts_online_cpus(latest: dict[str, Any], share: str) -> None:
    assert row(latest)["CPUPerc"] == share


def test_stats_of_windows_use_windows_counters() -> None:
    latest = {
        "name": "/web",
        "id": "0123456789abcdef",
        "read": "2024-01-01T00:00:02Z",
        "preread": "2024-01-01T00:00:00Z",
        "num_procs": 4,
        "cpu_stats": {"cpu_usage": {"total_usage": 30_000_000}},
        "precpu_stats": {"cpu_usage": {"total_usage": 10_000_000}},
        "memory_stats": {"privateworkingset": 7 << 20},
        "storage_stats": {"read_size_bytes": 4096, "write_size_bytes": 10000},
    }
    assert row(latest, system="windows") == {
        "BlockIO": "4.1kB / 10kB",
        "CPUPerc": "25.00%",
        "Container": "web",
        "ID": "0123456789ab",
        "MemPerc": "--",
        "MemUsage": "7MiB",
        "Name": "web",
        "NetIO": "0B / 0B",
        "PIDs": "--",
    }
    assert [column.header for column in listing(truncate=True, system="windows").default] == [
        "CONTAINER ID",
        "NAME",
        "CPU %",
        "PRIV WORKING SET",
        "NET I/O",
        "BLOCK I/O",
    ]


def test_stats_row_without_numbers_has_dashes() -> None:
    found = row({"name": "/web", "id": "x"}, valid=False)
    assert found == {
        "BlockIO": "--",
        "CPUPerc": "--",
        "Container": "web",
        "ID": "x",
        "MemPerc": "--",
        "MemUsage": "-- / --",
        "Name": "web",
        "NetIO": "--",
        "PIDs": "--",
    }
