"""Ctrl-C outside a command: while modules are loaded, and while an error is reported. Status 130, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = ["pydock_core/__main__.py", "scripts/pydock"]
RAISES = "raise KeyboardInterrupt\n"


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PYTHONPATH": str(folder), "HOME": str(folder), "PATH": "/usr/bin:/bin", "PYDOCK_INDEX": "off"}
    return subprocess.run(
        [sys.executable, "-S", *words], env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("program", START)
def test_ctrl_c_while_modules_are_loaded_has_no_traceback(program: str, tmp_path: Path) -> None:
    (tmp_path / "pydock_core").mkdir()
    (tmp_path / "pydock_core" / "__init__.py").write_text("")
    (tmp_path / "pydock_core" / "cli.py").write_text(RAISES)
    copy = tmp_path / "program"
    copy.write_text((ROOT / program).read_text())
    result = run(str(copy), folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


@pytest.mark.parametrize(("raised", "status"), [("main", 130), ("start_up_file.remember", 0)])
def test_ctrl_c_while_an_error_is_reported_or_a_command_has_ended_has_no_traceback(
    raised: str, status: int, tmp_path: Path
) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pydock_core import cli\n"
        f"def interrupted(*_): {RAISES}"
        "cli.main = lambda *_: 0\n"
        f"cli.{raised} = interrupted\n"
        "cli.entry()\n"
    )
    result = run("-c", code, folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (status, "", "")


def test_ctrl_c_in_a_callback_of_a_weak_reference_is_not_dropped(tmp_path: Path) -> None:
    code = (
        f"import sys, time, weakref; sys.path.insert(0, {str(ROOT)!r}); from pydock_core import cli\n"
        "class Thing: pass\n"
        f"def interrupted(_): {RAISES}"
        "def main(*_):\n"
        "    thing = Thing()\n"
        "    reference = weakref.ref(thing, interrupted)\n"
        "    del thing\n"
        "    for _ in range(3000): time.sleep(0.01)\n"
        "cli.main = main\n"
        "cli.entry()\n"
    )
    result = run("-c", code, folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_other_errors_that_python_drops_are_shown(tmp_path: Path) -> None:
    code = (
        f"import sys, weakref; sys.path.insert(0, {str(ROOT)!r}); from pydock_core import cli\n"
        "class Thing:\n"
        "    def __del__(self): raise ValueError('broken')\n"
        "def main(*_):\n"
        "    Thing()\n"
        "    return 0\n"
        "cli.main = main\n"
        "cli.entry()\n"
    )
    result = run("-c", code, folder=tmp_path)
    assert result.returncode == 0
    assert result.stderr.endswith("ValueError: broken\n")
