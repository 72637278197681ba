"""Resolves the words of a command line to a `ResolvedCommand`: the first two words are tried, then the first.

Help pages and completion resolve words too; therefore the module is in this layer.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand, PluginIndex
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
            entry = _from_plugins(session, index, typed)
        if entry is not None:
            return ResolvedCommand(entry, _path(entry, typed), words[count:])
    return None


def _from_plugins(session: Session, index: PluginIndex, typed: str) -> IndexedCommand | None:
    first = typed.split(" ", 1)[0]
    if " " in typed and index.command(first) is not None:
        return None  # a first word is a command or a group, never both: no plugin may add `run create`
    group = None if " " in typed else index.group(first)
    if group is not None and group.owner not in index.implementers("pydock_resolve_command", session.plugin_options):
        return None
    found = session.hooks.call_first("pydock_resolve_command", session=session, words=tuple(typed.split(" ")))
    if found is None or (group is not None and group.owner != found.plugin):
        return None  # a plugin may run the bare word of its own group (`builder`), and take over no other
    from pydock_core.host.index import CommandEntry

    return CommandEntry.from_command(found, index)


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
