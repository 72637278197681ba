"""`cli.leave`: how the process ends, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize(
    ("status", "expected"), [(0, 0), (1, 1), (125, 125), (255, 255), (256, 1), (512, 1), (257, 1), (-1, 255)]
)
def test_leave_gives_no_failure_the_exit_status_zero(status: int, expected: int) -> None:
    assert run(f"from pydock_core.cli import leave\nleave({status})").returncode == expected


def test_leave_runs_atexit_functions_and_keeps_what_they_print() -> None:
    program = (
        "import atexit\nfrom pydock_core.cli import leave\natexit.register(print, 'at exit')\nprint('before')\nleave(3)"
    )
    ended = run(program)
    assert (ended.returncode, ended.stdout) == (3, "before\nat exit\n")


def test_leave_does_not_wait_for_threads() -> None:
    program = (
        "import threading, time\nfrom pydock_core.cli import leave\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\nleave(0)"
    )
    assert run(program).returncode == 0


def test_error_that_is_reported_without_a_module_has_its_control_characters_escaped() -> None:
    program = (
        "from pydock_core.cli import _report_without_imports as report\n"
        "report(ValueError('\\x1b[2Jforged\\r\\n\\u202e'), 'pydock')\nreport(ValueError('caf\\u00e9'), 'pydock')"
    )
    assert run(program).stderr == "pydock: \\x1b[2Jforged\\r\\n\\u202e\npydock: café\n"
