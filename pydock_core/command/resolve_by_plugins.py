"""Resolves words that no plugin declares as a command, by the hook `pydock_resolve_command`."""

from __future__ import annotations

from pydock_core.host.builtin_hooks import are_builtin, first_command
from pydock_core.host.index import CommandEntry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.session import Session

_HOOK = "pydock_resolve_command"


def command_of_plugin(session: Session, typed: str) -> IndexedCommand | None:
    """Returns the command that a plugin returns for one or two typed words; None without one.

    A first word is a command or a group, never both: no plugin may add `run create`, or take over `container`. Only the
    plugin that declares a group may run its bare word, as `builder` does with docker-buildx.
    """
    index = session.hooks.index
    words = tuple(typed.split(" "))
    if len(words) > 1 and index.command(words[0]) is not None:
        return None
    group = index.group(typed) if len(words) == 1 else None
    owners = index.implementers(_HOOK, session.plugin_options)
    if group is not None and group.owner not in owners:
        return None
    if are_builtin(owners):
        found = first_command(index, owners, session, words)
    else:
        found = session.hooks.call_first(_HOOK, session=session, words=words)
    if found is None or (group is not None and group.owner != found.plugin):
        return None
    return CommandEntry.from_command(found, index)
