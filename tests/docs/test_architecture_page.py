"""docs/architecture.md names every file that takes part in `pydock run --rm busybox true`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_architecture_page_names_every_file_of_the_traced_command() -> None:
    command = [sys.executable, "-m", "scripts.trace_invocation"]
    figures, *files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "functions" in figures
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [file for file in files if file.removeprefix("pydock_core/") not in page]
    assert missing == []
