"""The section "How to add a command" of `docs/architecture.md`, applied word for word to a copy of the sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Shell, sections, steps

ROOT = DOCS.parent
LINE = re.compile(r"<!-- line: (\S+) -->\n```(?:python|toml)\n(.*?)```\n", re.DOTALL)
# What tools leave in a checkout, and the repository itself.
IGNORED = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", "*.egg-info")

# What a contributor runs: the linters and the suites that know every command. The quick loop has more of them.
CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--no-cache"],
    "ruff format": ["-m", "ruff", "format", "--check", "--no-cache"],
    "mypy": ["-m", "mypy", "plugins/pydock_container/ip.py", "tests/unit/plugins/pydock_container/test_ip.py"],
    "import contracts": ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
    "tests": [
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short"),
        "tests/golden/test_help_pages.py",
        "tests/parity/test_inventory.py",
        "tests/parity/test_harness.py",
        "tests/fault_injection/test_every_command_has_a_row.py",
        *("tests/plugin_contract/test_every_command.py", "-k", "not test_every_exchange_passes_pydock_send"),
        "tests/suite/test_changes.py",
        *("tests/architecture/test_flags_are_data.py", "tests/architecture/test_layout.py"),
    ],
}  # fmt: skip


def insert(file: Path, line: str) -> None:
    """Inserts `line` above the first line of the file that begins alike: the same blanks, word and bracket."""
    begin = re.match(r"\s*\w*[(\[]", line)
    assert begin is not None, line
    text = file.read_text()
    if line in text:
        return  # in a checkout where a contributor has followed the section
    position = text.index("\n" + begin[0]) + 1
    file.write_text(text[:position] + line + text[position:])


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment for a copy of the sources in its folder PWD: the copy's modules, and the tools installed here.

    The metadata of the installed distribution name the entry points; the modules come from PYTHONPATH.
    """
    copy, programs = tmp_path / "pydock", tmp_path / "bin"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*IGNORED))
    programs.mkdir()
    for name, module in (("pydock", "pydock_core"), ("pytest", "pytest")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n')
        program.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PWD": str(copy),
        "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'plugins'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(tmp_path / "home"),
        "DOCKER_HOST": "unix:///nowhere/docker.sock",
    }
    environ.pop("XDG_CACHE_HOME", None)
    return environ


def test_section_applied_word_for_word_leaves_the_checks_green(environ: dict[str, str]) -> None:
    copy = Path(environ["PWD"])
    page = sections(DOCS / "architecture.md")["How to add a command"]
    for path, line in LINE.findall(page):
        insert(copy / path, line)
    shell = Shell(copy, environ)
    for step in steps(LINE.sub("", page)):
        if step.file:
            (copy / step.file).write_text(step.text)
        else:
            shell.run(step.commands)
    for check, words in CHECKS.items():
        done = subprocess.run([sys.executable, *words], cwd=copy, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, f"{check}\n{done.stdout}{done.stderr}"
