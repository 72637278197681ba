"""Programs under test receive the signals that `nohup` and shells ignore in their children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IGNORE = 'trap \'\' HUP INT QUIT TERM USR1; exec "$0" "$@"'
# What a child of a process that has caught them does with signals: those that it ignores, in /proc's or ps' words.
PROGRAM = """
import signal, subprocess, sys
from tests.engines import processes
processes.catch_ignored_signals()
child = "import signal; print([n.name for n in signal.valid_signals() if signal.getsignal(n) == signal.SIG_IGN])"
print(subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stdout, end="")
signal.raise_signal(signal.SIGHUP)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("still here")
"""


def ignoring(*words: str) -> list[str]:
    """Runs a command that inherits ignored signals; returns the lines that it prints."""
    ran = subprocess.run(["sh", "-c", IGNORE, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def test_children_of_suite_ignore_no_inherited_signal_and_suite_survives_sighup() -> None:
    ignored, *rest = ignoring(sys.executable, "-c", PROGRAM)
    assert set(ignored.strip("[]").replace("'", "").split(", ")) == {"SIGPIPE", "SIGXFSZ"}
    assert rest == ["still here"]


def test_children_ignore_inherited_signals_without_the_handler() -> None:
    ignored = ignoring(sys.executable, "-c", PROGRAM.replace("processes.catch", "#"))[0]
    assert {"SIGHUP", "SIGINT", "SIGQUIT"} <= set(ignored.strip("[]").replace("'", "").split(", "))


@pytest.mark.parametrize("where", ["tests/conftest.py"])
def test_controller_and_workers_catch_signals_at_import_of_conftest(where: str) -> None:
    assert "\nprocesses.catch_ignored_signals()" in (ROOT / where).read_text()
