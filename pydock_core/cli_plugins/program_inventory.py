"""The installed programs `pydock-NAME` as plugins, for `self plugins` and `self doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.cli_plugins.programs import list_program_plugins, owner_of
from pydock_core.declarations.plugin_index import PluginRecord
from pydock_core.host.blocked_plugins import blocking_place
from pydock_core.host.plugin_inventory import InstalledPlugin
from pydock_core.host.programs import PREFIX, identity, program_paths

if TYPE_CHECKING:
    from pydock_core.session import Session


def installed_programs(session: Session) -> list[InstalledPlugin]:
    """Returns each program, in the order of the names; a blocked one is not run, so that it has no version."""
    described = {plugin.name: plugin for plugin in list_program_plugins(session)}
    found = []
    for name, path in program_paths(session).items():
        plugin = InstalledPlugin(identity(name), _record(name, path))
        found.append(plugin)
        program = described.get(name)
        if program is None:
            place = blocking_place(session.settings, session.global_options.no_plugin, plugin.identity)
            plugin.state, plugin.reasons = "blocked", [f"{place} leaves it out"]
        elif program.problem:
            plugin.state = "refused" if owner_of(session, name) else "broken"
            plugin.reasons = [program.problem if plugin.state == "refused" else f"{path}: {program.problem}"]
        else:
            plugin.version = program.metadata.get("Version", "")
            plugin.commands.append(((name,), program.metadata.get("ShortDescription", "")))
    return found


def _record(name: str, path: str) -> PluginRecord:
    return PluginRecord(
        identity(name),
        name=name,
        distribution=PREFIX + name,
        version="",
        builtin=False,
        value="",
        file=path,
        label=name,
    )
