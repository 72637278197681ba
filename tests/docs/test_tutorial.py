"""`docs/plugins/index.md`: every file and command of the tutorial, word for word, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine
from tests.docs.pages import DOCS, Shell, Step, steps
from tests.engines import namespaces

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (DOCS / "plugins" / "index.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def author_wheelhouse(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the wheelhouse, with the other packages that the tutorial installs."""
    folder = tmp_path_factory.mktemp("author-wheelhouse")
    for wheel in wheelhouse.iterdir():
        (folder / wheel.name).symlink_to(wheel)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", str(folder), "pytest", "editables"]
    subprocess.run([*namespaces.outside(), *command], check=True)
    return folder


def played(found: list[Step]) -> list[tuple[str, str]]:
    """Returns the steps as commands of one shell, which also write the files, in the shell's folder."""
    commands: list[tuple[str, str]] = []
    for step in found:
        if step.file:
            commands.append((f"mkdir -p $(dirname {step.file}) && cat > {step.file} <<'EOF'\n{step.text}EOF", ""))
        else:
            commands += step.commands
    return commands


def test_tutorial_does_what_the_page_says(
    author_wheelhouse: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with FakeEngine() as engine:
        environ = {
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(author_wheelhouse),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "DOCKER_HOST": engine.serve(str(tmp_path_factory.mktemp("e") / "sock")).host,
        }
        Shell(tmp_path, environ).run(played(steps(TEXT)))
