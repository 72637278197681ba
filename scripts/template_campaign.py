"""Implements `scripts/template-campaign`: renders, lints, types and tests each combination of the template's parts.

Each combination is put on the path of PyDock's own environment, as an editable install does, so that 31 take minutes.
The suite does the full steps for two of them: wheel, fresh environment, real engine
(`tests/e2e/test_plugin_template.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from itertools import combinations
from pathlib import Path

import copier

TEMPLATE = Path(__file__).parent.parent / "plugin_template"
PARTS = ("command", "flag", "hook", "completer", "formatter")
CHECKS = (
    ("ruff", "check", "--quiet"),
    ("ruff", "format", "--check", "--quiet"),
    ("mypy", "--no-error-summary"),
    ("pytest", "-q", "-p", "no:cacheprovider"),
)


def main() -> int:
    """Checks every combination; returns 1 if a check fails."""
    failed = 0
    for count in range(1, len(PARTS) + 1):
        for parts in combinations(PARTS, count):
            with tempfile.TemporaryDirectory(prefix="pydock-template-") as folder:
                problems = check(Path(folder), list(parts))
            print(f"{'FAILED' if problems else 'ok    '} {' '.join(parts)}", flush=True)
            print("".join(problems), end="")
            failed += bool(problems)
    return 1 if failed else 0


def check(folder: Path, parts: list[str]) -> list[str]:
    """Returns the output of each check that failed."""
    project = folder / "shade-of-blue"
    copier.run_copy(str(TEMPLATE), project, data={"parts": parts}, defaults=True, quiet=True)
    installed = folder / "site"
    info = installed / "pydock_shade_of_blue-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pydock-shade-of-blue\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[pydock.plugins]\nshade-of-blue = pydock_shade_of_blue\n")
    environ = {**os.environ, "PYTHONPATH": f"{project}{os.pathsep}{installed}"}
    problems = []
    for words in CHECKS:
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True)
        if done.returncode:
            problems.append(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
