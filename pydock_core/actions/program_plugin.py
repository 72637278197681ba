"""Programs `pydock-NAME`, in any language, as plugins that describe themselves as docker's CLI plugins do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.actions.docker_plugin import describe_docker_plugin, docker_plugin_path
from pydock_core.declarations.plugin_index import PluginRecord
from pydock_core.host.blocked_plugins import blocking_place
from pydock_core.host.plugin_inventory import InstalledPlugin
from pydock_core.host.programs import PREFIX, identity, program_path, program_paths

if TYPE_CHECKING:
    from pydock_core.actions.docker_plugin import DockerPlugin
    from pydock_core.session import Session


def find_program_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the program that is the command `name`; None if there is none, if it is blocked or if it is broken.

    A program takes no name of PyDock, of an installed plugin, blocked or not, or of a CLI plugin of docker.
    """
    path = program_path(session, name)
    if path is None or session.hooks.index.is_blocked(identity(name)) or _owner(session, name):
        return None
    plugin = describe_docker_plugin(session, name, path)
    return None if plugin.problem else plugin


def installed_programs(session: Session) -> list[InstalledPlugin]:
    """Returns each program, in the order of the names; a blocked one is not run, so that it has no version."""
    found = []
    for name, path in program_paths(session).items():
        plugin = InstalledPlugin(identity(name), _record(name, path))
        found.append(plugin)
        owner = _owner(session, name)
        if session.hooks.index.is_blocked(plugin.identity):
            place = blocking_place(session.settings, session.global_options.no_plugin, plugin.identity)
            plugin.state, plugin.reasons = "blocked", [f"{place} leaves it out"]
            continue
        described = describe_docker_plugin(session, name, path)
        if described.problem:
            plugin.state, plugin.reasons = "broken", [f"{path}: {described.problem}"]
            continue
        plugin.version = described.metadata.get("Version", "")
        if owner:
            plugin.state, plugin.reasons = "refused", [f"the command {name} is that of {owner}"]
        else:
            plugin.commands.append(((name,), described.metadata.get("ShortDescription", "")))
    return found


def _owner(session: Session, name: str) -> str:
    """Returns what has the command `name` before a program: a plugin, or a CLI plugin of docker; "" for nothing."""
    index = session.hooks.index
    entry = index.command(name) or index.group(name)
    owner = entry.owner if entry is not None else index.blocked_owner(name) or ", ".join(index.conflicts(name))
    if owner or entry is not None:
        return f"the plugin {owner.partition(':')[2] or owner}"
    return docker_plugin_path(session, name) or ""


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
