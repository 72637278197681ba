"""The page "How to add a command", done as it is written in a copy of the sources."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from tests.docs.pages import DOCS, Shell, sections, steps

ROOT = DOCS.parent
LINE = re.compile(r"<!-- line: (\S+) -->\n```python\n(.*?)```\n", re.DOTALL)


def test_the_page_is_enough_to_add_a_command(tmp_path: Path) -> None:
    for folder in ("pydock_core", "plugins", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    # An installed distribution's metadata name the entry points; its modules are those of the copy.
    program = tmp_path / "bin" / "pydock"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m pydock_core "$@"\n')
    program.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{program.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{tmp_path}:{tmp_path / 'plugins'}",
        "HOME": str(tmp_path / "home"),
        "DOCKER_HOST": "unix:///nowhere/docker.sock",
    }
    environ.pop("XDG_CACHE_HOME", None)
    page = sections(DOCS / "architecture.md")["How to add a command"]
    for path, line in LINE.findall(page):
        registered = (tmp_path / path).read_text()
        first = registered.index("        Command(")
        (tmp_path / path).write_text(registered[:first] + line + registered[first:])
    shell = Shell(tmp_path, environ)
    for step in steps(LINE.sub("", page)):
        if step.file:
            (tmp_path / step.file).write_text(step.text)
        else:
            shell.run(step.commands)
