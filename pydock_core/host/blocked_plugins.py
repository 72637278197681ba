"""Messages about plugins that the user blocked: what blocks a plugin, and flags that PyDock lacks because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config.settings_place import setting_place
from pydock_core.host.plugin_filter import PluginFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.config.settings import Settings
    from pydock_core.declarations.plugin_index import PluginIndex
    from pydock_core.errors import UsageError


def blocking_place(settings: Settings, no_plugin: Iterable[str], identity: str) -> str:
    """Returns what leaves out the plugin: the flag, the setting or the variable."""
    if identity in PluginFilter(no_plugin):
        return "--no-plugin"
    if identity in PluginFilter(settings.blocked_plugins):
        name = next(name for name in settings.blocked_plugins if identity in PluginFilter([name]))
        return setting_place(settings, "plugins.blocked", name)
    return "the environment variable PYDOCK_PLUGINS"


def explain_unknown_flag(
    error: UsageError, index: PluginIndex, names: Iterable[str], settings: Settings, no_plugin: Iterable[str]
) -> None:
    """Adds a hint to the error for an unknown flag that a blocked plugin adds to the command, or may add.

    `names` are those of the command, or "" for a global flag. Nothing is known of the flags of a plugin that was
    blocked when the index was built.
    """
    if not error.unknown_flag:
        return
    owner = index.blocked_flag_owner(names, error.unknown_flag)
    verb = "comes" if owner else "may come"
    blocked = [
        f"the plugin {plugin.label}, which is blocked by {blocking_place(settings, no_plugin, plugin.identity)}"
        for identity in ([owner] if owner else sorted(index.skipped))
        if (plugin := index.plugin(identity)) is not None
    ]
    if blocked:
        error.hint = f"The flag {error.unknown_flag} {verb} from {', or from '.join(blocked)}"
