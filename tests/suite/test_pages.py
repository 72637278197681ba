"""The pages for contributors: valid links, existing files in lists, decisions with all their parts."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import tomli

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", ".github/**/*.md", "docs/**/*.md", "plugin_template/*.md")
    for page in ROOT.glob(pattern)
)
PARTS = ["Date", "Status", "Context", "Decision", "Alternatives"]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#: ]*(?:#[\w-]+)?)\)", page.read_text(encoding="utf-8")):
        file, _, heading = target.partition("#")
        found = page.parent / file if file else page
        assert found.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}, target


def test_readme_and_github_link_the_guide_for_contributors() -> None:
    assert "](docs/contributing.md)" in text_of("README.md")
    assert "](../docs/contributing.md)" in text_of(".github/CONTRIBUTING.md")


def test_readme_starts_with_two_commands() -> None:
    commands = re.findall(r"^    (\./scripts/\w+)", text_of("README.md"), re.MULTILINE)
    assert commands[:2] == ["./scripts/quickstart", "./scripts/test"]


def test_guide_lists_every_folder_of_tests() -> None:
    listed = re.findall(r"^      (\w+)/ ", text_of("docs/contributing.md").partition("    tests/\n")[2], re.MULTILINE)
    assert sorted(listed) == sorted(path.parent.name for path in ROOT.glob("tests/*/__init__.py"))


def test_decision_has_date_status_context_and_alternatives() -> None:
    sections = text_of("docs/decisions.md").split("\n## ")[1:]
    assert len(sections) >= 10
    for section in sections:
        title = section.partition("\n")[0]
        assert re.findall(r"^- \*\*(\w+)\*\*: ", section, re.MULTILINE) == PARTS, title
        datetime.date.fromisoformat(re.findall(r"\*\*Date\*\*: (.+)", section)[0])
        assert re.search(r"\*\*Status\*\*: (proposed|accepted|replaced by .+)\n", section), title


def test_workflow_runs_the_quick_loop_on_every_python_and_the_whole_suite() -> None:
    workflow = text_of(".github/workflows/test.yml")
    classifiers = tomli.loads(text_of("pyproject.toml"))["project"]["classifiers"]
    versions = [found[1] for each in classifiers if (found := re.search(r"Python :: (3\.\d+)$", each))]
    assert f"python: [{', '.join(f'{chr(34)}{version}{chr(34)}' for version in versions)}]" in workflow
    assert "os: [ubuntu-latest, macos-latest]" in workflow
    assert "- run: ./scripts/test --quick\n" in workflow
    assert "- run: .ci/run\n" in workflow


@pytest.mark.parametrize("hook", ["ruff check", "ruff format", "mypy", "lint-imports"])
def test_pre_commit_runs_the_checks_of_the_quick_loop(hook: str) -> None:
    assert f"entry: .venv/bin/{hook}" in text_of(".pre-commit-config.yaml")
    assert re.search(rf"^  {hook}\b", text_of("scripts/test"), re.MULTILINE)


@pytest.mark.parametrize(
    "construct",
    [
        r"\bmapfile\b",
        r"\breadarray\b",
        r"declare -A",
        r"\$\{\w+(\^|,)",
        r"\bnproc\b",
        r"--quiet pyproject",
        r"readlink -f",
        r"&>>",
    ],
)
def test_script_needs_no_more_than_bash_3_2_and_the_tools_of_macos(construct: str) -> None:
    assert re.search(construct, text_of("scripts/test")) is None
