"""The fragments of the changelog: valid names, and towncrier can build it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import tomli

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "changes"
TYPES = [
    entry["directory"] for entry in tomli.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["type"]
]
FRAGMENTS = sorted(path for path in FOLDER.iterdir() if path.name != "README.md")


def test_fragment_is_named_after_its_subject_and_type() -> None:
    name = re.compile(rf"\+[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(TYPES)})\.md")
    assert [path.name for path in FRAGMENTS if not name.fullmatch(path.name)] == []


def test_fragment_has_a_few_lines_of_text() -> None:
    for path in FRAGMENTS:
        text = path.read_text().strip()
        assert text.endswith("."), path.name
        assert len(text.splitlines()) <= 6, path.name


def test_towncrier_builds_a_draft_with_every_fragment() -> None:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    draft = " ".join(built.stdout.split())
    for path in FRAGMENTS:
        assert " ".join(path.read_text().split()) in draft, path.name


def test_fragment_types_are_those_of_the_page() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert explained == TYPES


def test_changelog_has_the_marker_for_releases() -> None:
    assert "<!-- towncrier: releases -->\n" in (ROOT / "CHANGELOG.md").read_text()
