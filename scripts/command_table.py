"""Writes the table of README.md: which of docker's commands PyDock has.

python -m scripts.command_table
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PARITY = ROOT / "tests" / "parity"
BEGIN, END = "<!-- made by python -m scripts.command_table -->\n", "<!-- end of the table -->\n"


def command_tree() -> list[str]:
    """Returns docker's commands in alphabetical order, groups left out."""
    return (PARITY / "docker_commands.txt").read_text(encoding="utf-8").split("\n")[:-1]


def present_commands() -> set[str]:
    """Returns the names of the commands in the inventory, which the parity tests compare with docker's."""
    inventory = json.loads((PARITY / "inventory.json").read_text(encoding="utf-8"))
    return {name for entry in inventory.values() for name in entry["names"]}


def table() -> str:
    """Returns the table: a row for each group of docker's commands."""
    present = present_commands()
    groups: dict[str, list[str]] = {}
    for command in command_tree():
        group, _, name = command.rpartition(" ")
        groups.setdefault(group, []).append(name)
    lines = ["| docker's commands | in PyDock | missing |", "|---|---|---|"]
    for group, names in groups.items():
        found = {name: f"{group} {name}".strip() in present for name in names}
        there = [f"`{name}`" for name in names if found[name]]
        missing = [f"`{name}`" for name in names if not found[name]]
        row = (f"`docker {group}`".replace(" `", "`"), " ".join(there), " ".join(missing))
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def renewed(page: str) -> str:
    """Returns the page with the table between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
