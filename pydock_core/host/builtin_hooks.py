"""Calls `pydock_resolve_command` of built-in plugins without pluggy, whose import costs more than a `docker ps`.

docker's CLI plugins are found by this hook, so that command lines of docker compose go without pluggy.
"""

from __future__ import annotations

from pydock_core.host.import_paths import resolve
from pydock_core.host.index import is_builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.declarations.commands import Command
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.session import Session


def are_builtin(owners: Iterable[str]) -> bool:
    """Returns whether all of these plugins are built-ins, which need no guard and use no option of pluggy."""
    return all(map(is_builtin, owners))


def first_command(
    index: PluginIndex, owners: Iterable[str], session: Session, words: tuple[str, ...]
) -> Command | None:
    """Returns the first command that one of the built-in plugins `owners` returns for the words; None without one."""
    for identity in owners:
        plugin = index.plugin(identity)
        if plugin is None:
            continue
        found: Command | None = resolve(plugin.value).pydock_resolve_command(session=session, words=words)
        if found is not None:
            found.plugin = found.plugin or identity
            return found
    return None
