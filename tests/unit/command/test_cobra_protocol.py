"""The request `__complete` in a process, with completers, engines and settings that fail."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.host.installed import Installed

ENDED = "Completion ended with directive: ShellCompDirective"


def asked(plugins: Installed, *words: str, **environ: str) -> tuple[int, str, str]:
    """Returns (exit status, stdout, stderr) of `pydock __complete WORDS…` in another process, of no engine."""
    variables = {
        **plugins.environ,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        **environ,
    }
    command = [sys.executable, "-m", "pydock_core", "__complete", *words]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("line", "answer", "directive"),
    [
        ("raising ", ":1\n", "Error"),
        ("leaving ", ":1\n", "Error"),
        ("broken ", ":1\n", "Error"),
        ("pick ", ":1\n", "Error"),
        ("-H nonsense:// pick ", ":1\n", "Error"),
        ("probe --colour=", "red\tlike blood\ngreen\tlike grass\n:4\n", "NoFileComp"),
        ("printing ", "printed\n:4\n", "NoFileComp"),
        ("odd ", "fine\n:4\n", "NoFileComp"),
    ],
)
def test_complete_prints_answer_only_whatever_completers_do(
    plugins: Installed, line: str, answer: str, directive: str
) -> None:
    assert asked(plugins, *line.split(" ")) == (0, answer, f"{ENDED}{directive}\n")


def test_complete_gives_up_on_hanging_completer(plugins: Installed) -> None:
    started = time.monotonic()
    assert asked(plugins, "hanging", "") == (0, ":1\n", f"{ENDED}Error\n")
    assert time.monotonic() - started < 10


def test_complete_gives_up_on_silent_engine(plugins: Installed, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "engine"))
        silent.listen()
        started = time.monotonic()
        answer = asked(plugins, "pick", "", DOCKER_HOST=f"unix://{tmp_path}/engine")
    assert answer == (0, ":1\n", f"{ENDED}Error\n")
    assert time.monotonic() - started < 10


def test_complete_with_broken_settings_has_no_values(plugins: Installed, tmp_path: Path) -> None:
    (tmp_path / "pydock").mkdir()
    (tmp_path / "pydock" / "config.toml").write_text("[")
    assert asked(plugins, "prob", XDG_CONFIG_HOME=str(tmp_path)) == (0, ":1\n", f"{ENDED}Error\n")
