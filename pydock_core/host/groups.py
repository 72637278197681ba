"""Groups: the first words that have commands below them, declared by plugins or implied by a command of two words."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pydock_core.host.index import Index


class GroupEntry:
    """A first word that has commands below it; `plugin` declared it ("" where nobody did)."""

    __slots__ = ("heading", "hidden", "name", "owner", "plugin", "summary")

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.summary: str = data.get("summary") or f"Manage {name}"
        self.heading: str = data.get("heading", "Management Commands")
        self.hidden: bool = data.get("hidden", False)
        self.owner: str = data.get("plugin", "")
        self.plugin = self.owner.partition(":")[2]


def find(index: Index, name: str) -> GroupEntry | None:
    """The group of this name, if there is one."""
    prefix = name + " "
    return _group(index, name, (known for known in index.document["names"] if known.startswith(prefix)))


def every(index: Index) -> list[GroupEntry]:
    """All groups, in alphabetical order."""
    names: dict[str, list[str]] = {name: [] for name in index.document["groups"]}
    for known in index.document["names"]:
        first, _, second = known.partition(" ")
        if second:
            names.setdefault(first, []).append(known)
    entries = [_group(index, name, commands) for name, commands in sorted(names.items())]
    return [entry for entry in entries if entry is not None]


def _group(index: Index, name: str, commands: Iterable[str]) -> GroupEntry | None:
    """The group `name`, given the names of the commands below it."""
    if index.contested(name):
        return None
    for declared in index.not_blocked(index.document["groups"].get(name, ())):
        # A group is shared; of several declarers, the first's words are shown.
        return GroupEntry(name, declared)
    return GroupEntry(name, {}) if any(index.command(known) is not None for known in commands) else None
