"""The dispatcher: two words, then one, by the hook `pydock_resolve_command`, answered from the index."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand, PluginIndex
    from pydock_core.session import Session


def resolve(session: Session, index: PluginIndex, words: list[str]) -> tuple[IndexedCommand, str, list[str]] | None:
    """(the command, its path as messages name it, the words left), or None where `words` name a group or nothing.

    Core answers from the index; a plugin is asked only for what the index lacks, so it can't take a name that is owned.
    """
    for count in (2, 1):
        if len(words) < count or any(word[:1] in ("-", "") for word in words[:count]):
            continue
        typed = " ".join(words[:count])
        entry = index.command(typed)
        if entry is None and session.hooks.implemented("pydock_resolve_command"):
            entry = _from_plugins(session, index, typed)
        if entry is not None:
            return entry, _path(entry, typed), words[count:]
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
