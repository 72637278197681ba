"""Calls `pydock_resolve_command` of built-in plugins without pluggy, whose import costs more than a `docker ps`.

docker's CLI plugins are found by this hook, so that command lines of docker compose go without pluggy.
"""

from __future__ import annotations

from pydock_core.host.import_paths import resolve
from pydock_core.host.index import is_builtin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from pydock_core.declarations.commands import Command
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.session import Session

HOOK = "pydock_resolve_command"


def are_builtin(owners: Iterable[str]) -> bool:
    """Returns whether all of these plugins are built-ins: they need no guard.

    Of pluggy's options for this hook, built-ins use `specname` and `trylast` only.
    """
    return all(map(is_builtin, owners))


def first_command(
    index: PluginIndex, owners: Iterable[str], session: Session, words: tuple[str, ...]
) -> Command | None:
    """Returns the first command that one of the built-in plugins `owners` returns for the words; None without one."""
    implementations: list[tuple[str, Any]] = []
    for identity in owners:
        plugin = index.plugin(identity)
        if plugin is not None:
            implementations += [(identity, function) for function in _implementations(resolve(plugin.value))]
    implementations.sort(key=lambda found: bool(found[1].pydock_impl["trylast"]))
    for identity, function in implementations:
        found: Command | None = function(session=session, words=words)
        if found is not None:
            found.plugin = found.plugin or identity
            return found
    return None


def _implementations(plugin: object) -> list[Any]:
    """Returns the implementations of the hook in a plugin's module, under the hook's name or another one."""
    marked = [value for value in vars(plugin).values() if hasattr(value, "pydock_impl")]
    return [value for value in marked if (value.pydock_impl["specname"] or value.__name__) == HOOK]
