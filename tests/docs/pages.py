"""Reads pages whose files and commands are executed word for word.

In a page, `<!-- file: PATH -->` is above a block with the content of a file. A block of `console` is for a shell:
each line that starts with `$ ` is a command, and the lines below it are its whole output, on standard output and error.
`...` in the output is any text; `echo $?` shows a status.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)```\n", re.DOTALL)
END = "this command has ended"


class Step:
    """A file to write (`file` is its path) or commands to run (`file` is "")."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Returns (command, its output) for each command."""
        found: list[tuple[str, str]] = []
        for line in self.text.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:-1], ""))
            elif line.startswith("> "):
                found[-1] = (f"{found[-1][0]}\n{line[2:-1]}", "")
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
        return found


def steps(text: str) -> list[Step]:
    """Returns the files and commands of a page or a section, in order; any other block is an error."""
    found = []
    for match in BLOCK.finditer(text):
        if match["language"] == "console":
            found.append(Step("", match["text"]))
        else:
            assert match["file"], f"a block that no test executes:\n{match['text']}"
            found.append(Step(match["file"], match["text"]))
    return found


def sections(path: Path) -> dict[str, str]:
    """Returns heading `## …` → text below it."""
    _, *parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


class Shell:
    """Runs commands in one bash, so that variables of a command are set for the next one."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = environ

    def run(self, commands: Sequence[tuple[str, str]]) -> None:
        """Runs the commands; raises AssertionError for one with another output than expected."""
        script = "".join(f"{command}\n{{ echo {END} $?; (exit $?); }}\n" for command, _ in commands)
        done = subprocess.run(
            ["bash", "-c", script],
            stdin=subprocess.DEVNULL,
            cwd=self._folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        *parts, rest = re.split(rf"{END} (\d+)\n", done.stdout)
        printed = [*parts[::2], rest]
        for (command, expected), output, status in zip(commands, printed, parts[1::2], strict=False):
            assert fits(output, expected), f"$ {command}\n{output}\n--- and not\n{expected}"
            # "... passed" fits the summary of a run with failures, too.
            assert status == "0" or not command.startswith("pytest"), output
        assert len(printed) == len(commands) + 1, done.stdout


def fits(output: str, expected: str) -> bool:
    """Returns whether the output is the expected one, in which `...` is any text."""
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, output, re.DOTALL) is not None
