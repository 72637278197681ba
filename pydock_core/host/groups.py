"""Groups, the first words that have commands below them, and the listing of all words that can be typed first."""

from __future__ import annotations

from pydock_core.declarations.plugin_index import GroupEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.host.index import CommandEntry, Index
    from pydock_core.host.index_tables import Rows


def find_group(index: Index, name: str) -> GroupEntry | None:
    """The group `name`, declared by a plugin or implied by a command of two words."""
    prefix = name + " "
    return _group(index, name, (known for known in index.file.names if known.startswith(prefix)))


def all_groups(index: Index) -> list[GroupEntry]:
    """Every group, by name."""
    commands: dict[str, list[str]] = {name: [] for name in index.file.groups}
    for known in index.file.names:
        first, _, second = known.partition(" ")
        if second:
            commands.setdefault(first, []).append(known)
    entries = [_group(index, name, names) for name, names in sorted(commands.items())]
    return [entry for entry in entries if entry is not None]


def root_listing(index: Index) -> dict[str, Rows]:
    """Heading → rows of the groups and commands of one word, by word, without hidden ones.

    For hundreds of plugins this takes longer than the rest of `pydock --help`, so that the index keeps the result.
    """
    found: dict[str, Rows] = {}

    def add(word: str, entry: CommandEntry | GroupEntry) -> None:
        if not entry.hidden:
            found.setdefault(entry.heading, []).append([word, entry.summary, index.third_party_label(entry.owner)])

    for command in index.commands(one_word=True):
        for name in command.names:
            if " " not in name and index.command(name) is not None:
                add(name, command)
    for group in all_groups(index):
        add(group.name, group)
    return {heading: sorted(rows) for heading, rows in found.items()}


def _group(index: Index, name: str, commands: Iterable[str]) -> GroupEntry | None:
    """The group `name`; `commands` are the names of the commands below it."""
    if index.contested(name):
        return None
    for declared in index.in_use(index.file.groups.get(name, ())):
        return GroupEntry(name, declared)  # several plugins may declare a group: the first one describes it
    return GroupEntry(name, {}) if any(index.command(known) is not None for known in commands) else None
