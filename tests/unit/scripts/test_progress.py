"""The lines that long steps of the quickstart print."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.progress import INTERVAL_SECONDS, progress

ROOT = Path(__file__).parents[3]


def test_long_step_prints_line_at_each_interval(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("pip install", interval_seconds=0.05):
        time.sleep(0.5)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 2
    assert all(re.fullmatch(r"  \.\.\. pip install \(\d+ s\)", line) for line in lines)


def test_short_step_prints_nothing_without_delay(capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    with progress("pip install"):
        pass
    assert time.monotonic() - started < 1
    assert capsys.readouterr().out == ""


def test_progress_interval_is_at_most_five_seconds() -> None:
    assert INTERVAL_SECONDS < 5


def test_progress_script_keeps_status_and_output_of_command() -> None:
    command = [
        sys.executable,
        "-m",
        "scripts.progress",
        "what",
        sys.executable,
        "-c",
        "print('made'); raise SystemExit(7)",
    ]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (7, "made\n", "")
