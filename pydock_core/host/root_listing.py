"""What can be typed first, groups and commands of one word, as the first help page and TAB list it.

Working it out for hundreds of plugins costs more than what else `pydock --help` does: the index has it as a table.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from pydock_core.host.groups import GroupEntry
    from pydock_core.host.index import CommandEntry, Index

    Rows: TypeAlias = list[list[str]]  # word, summary, and the label of the plugin that it comes from ("": a built-in)


def root_listing(index: Index) -> dict[str, Rows]:
    """Heading → its rows, by word; hidden ones are left out."""
    if index.blocked:
        return listed(index)
    kept: dict[str, Rows] = index.document["root_listing"]
    return kept


def listed(index: Index) -> dict[str, Rows]:
    """The same, worked out from all that the index has."""
    found: dict[str, Rows] = {}

    def add(word: str, entry: CommandEntry | GroupEntry) -> None:
        if not entry.hidden:
            found.setdefault(entry.heading, []).append([word, entry.summary, index.third_party(entry.owner)])

    for command in index.commands(one_word=True):
        for name in command.names:
            if " " not in name and index.command(name) is not None:
                add(name, command)
    for group in index.groups():
        add(group.name, group)
    return {heading: sorted(rows) for heading, rows in found.items()}
