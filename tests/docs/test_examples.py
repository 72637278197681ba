"""`docs/plugins/examples/`: the tests of each example pass, and mypy accepts its code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

from tests.docs.pages import DOCS

EXAMPLES = sorted(path for path in (DOCS / "plugins" / "examples").iterdir() if path.is_dir())
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_tests_of_example_pass_and_its_types_are_clean(example: Path, tmp_path: Path) -> None:
    project = tomli.loads((example / "pyproject.toml").read_text())["project"]
    info = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["pydock.plugins"].items())
    (info / "entry_points.txt").write_text(f"[pydock.plugins]\n{entries}")
    path = [str(example), str(tmp_path), str(ROOT), str(ROOT / "plugins")]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"}
    for words in (
        ["pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(example)],
        ["mypy", "--no-error-summary", f"--cache-dir={tmp_path / 'mypy'}"],
    ):
        done = subprocess.run([sys.executable, "-m", *words], cwd=example, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, f"$ {' '.join(words)}\n{done.stdout}{done.stderr}"
