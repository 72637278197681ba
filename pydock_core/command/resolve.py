"""The step from the words of a command line to a `ResolvedCommand`: two words, then one.

Help pages and TAB resolve words, too; that is why the step stands in this layer.
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
    """The command that `words` begin with; None where they name a group or nothing.

    The index answers; the hook `pydock_resolve_command` is called only for what the index lacks, so that no plugin
    takes a name that another one declares.
    """
    index = session.hooks.index
    for count in (2, 1):
        if len(words) < count or any(word[:1] in ("-", "") for word in words[:count]):
            continue
        typed = " ".join(words[:count])
        entry = index.command(typed)
        if entry is None and session.hooks.implemented("pydock_resolve_command"):
            entry = _from_plugins(session, index, typed)
        if entry is not None:
            return ResolvedCommand(entry, _path(entry, typed), words[count:])
    return None


def _from_plugins(session: Session, index: PluginIndex, typed: str) -> IndexedCommand | None:
    first = typed.split(" ", 1)[0]
    if " " in typed and index.command(first) is not None:
        # A first word is a command or a group, never both: nobody takes over `run create`.
        return None
    found = session.hooks.call_first("pydock_resolve_command", session=session, words=tuple(typed.split(" ")))
    if found is None:
        return None
    from pydock_core.host.index import CommandEntry

    return CommandEntry.from_command(found, index)


def _path(entry: IndexedCommand, typed: str) -> str:
    """Messages name an alias by the command's own name (`container list` → `container ls`), a short name as typed.

    A name in another group is as good as its own: `builder build` stays.
    """
    group, blank, _ = typed.partition(" ")
    return entry.name if blank and entry.name.startswith(f"{group} ") else typed


def name_in(entry: IndexedCommand, group: str) -> str:
    """What a command is called in a group, by the first of its names there; "" if it isn't in the group."""
    for name in entry.names:
        first, _, word = name.partition(" ")
        if word and first == group:
            return word
    return ""
