"""Programs under test receive the signals that `nohup` and shells ignore in their children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
IGNORE = 'trap \'\' HUP INT QUIT TERM USR1; exec "$0" "$@"'
# What a child of a process that has caught them does with signals: those that it ignores, in /proc's or ps' words.
CATCH = "from tests.engines import processes\nprocesses.catch_ignored_signals()"
PROGRAM = f"""
import signal, subprocess, sys
{CATCH}
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


def test_import_of_the_conftest_catches_inherited_signals() -> None:
    program = PROGRAM.replace(CATCH, "import tests.conftest")
    ignored, *rest = ignoring(sys.executable, "-c", program)
    assert set(ignored.strip("[]").replace("'", "").split(", ")) == {"SIGPIPE", "SIGXFSZ"}
    assert rest == ["still here"]
