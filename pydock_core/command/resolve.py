"""Resolves the words of a command line to a `ResolvedCommand`: the first two words are tried, then the first.

Help pages and completion resolve words too; therefore the module is in this layer.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.session import Session


class ResolvedCommand:
    """A command, its `path` as messages name it, and the words that are left for its flags and arguments."""

    __slots__ = ("entry", "path", "words")

    def __init__(self, entry: IndexedCommand, path: str, words: list[str]) -> None:
        self.entry = entry
        self.path = path
        self.words = words


def resolve(session: Session, words: list[str]) -> ResolvedCommand | None:
    """Returns the command that `words` begin with; None if they name a group or no command.

    The hook `pydock_resolve_command` is called only for names that the index lacks, so that no plugin takes over a name
    that another plugin declares, and for no word after `self`, whose commands mend an installation.
    """
    index = session.hooks.index
    for count in (2, 1):
        if len(words) < count or any(word[:1] in ("-", "") for word in words[:count]):
            continue
        typed = " ".join(words[:count])
        entry = index.command(typed)
        if entry is None and words[0] != "self" and session.hooks.implemented("pydock_resolve_command"):
            from pydock_core.command.resolve_by_plugins import command_of_plugin

            entry = command_of_plugin(session, typed)
        if entry is not None:
            return ResolvedCommand(entry, _path(entry, typed), words[count:])
    return None


def _path(entry: IndexedCommand, typed: str) -> str:
    """Returns the command's name for messages: the canonical one for an alias (`container list` → `container ls`).

    A short name stays as typed, and so does a name in another group: `builder build`.
    """
    group, blank, _ = typed.partition(" ")
    return entry.name if blank and entry.name.startswith(f"{group} ") else typed


def name_in(entry: IndexedCommand, group: str) -> str:
    """Returns the command's first name in a group, without the group's word; "" if the command isn't in the group."""
    for name in entry.names:
        first, _, word = name.partition(" ")
        if word and first == group:
            return word
    return ""
