"""Programs `pydock-NAME`, in any language, as plugins that describe themselves as docker's CLI plugins do."""

from __future__ import annotations

from pydock_core.cli_plugins.discovery import DockerPlugin, locate_docker_plugin
from pydock_core.cli_plugins.metadata import read_metadata
from pydock_core.config.cli_plugin_folders import is_plugin_name
from pydock_core.host.programs import identity, program_path, program_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.session import Session


def find_program_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the program that is the command `name`; None if there is none, if it is blocked or if it is broken.

    A program takes no name of PyDock, of an installed plugin, blocked or not, or of a CLI plugin of docker.
    """
    plugin = locate_program_plugin(session, name)
    if plugin is None:
        return None
    read_metadata(session, _checked(session, [plugin]))
    return None if plugin.problem else plugin


def locate_program_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the program `pydock-NAME` without its metadata; None if there is none, and if it is blocked."""
    path = program_path(session, name)
    return None if path is None or _is_blocked(session, name) else DockerPlugin(name, path)


def list_program_plugins(session: Session, *, seconds: float | None = None) -> list[DockerPlugin]:
    """Returns the programs that are not blocked, in the order of their names; `problem` says why one is no command.

    The programs that have no metadata in PyDock's cache describe themselves at the same time, in `seconds` if given.
    """
    paths = program_paths(session)
    plugins = [DockerPlugin(name, path) for name, path in paths.items() if not _is_blocked(session, name)]
    read_metadata(session, _checked(session, plugins), seconds=seconds)
    return plugins


def _is_blocked(session: Session, name: str) -> bool:
    return session.hooks.index.is_blocked(identity(name))


def _checked(session: Session, plugins: list[DockerPlugin]) -> list[DockerPlugin]:
    """Returns the programs that may be asked for their metadata; sets the problem of the others."""
    for plugin in plugins:
        owner = owner_of(session, plugin.name)
        if not is_plugin_name(plugin.name):
            plugin.problem = f'plugin candidate "{plugin.name}" did not match "^[a-z][a-z0-9]*$"'
        elif owner:
            plugin.problem = f"the command {plugin.name} is that of {owner}"
    return [plugin for plugin in plugins if not plugin.problem]


def owner_of(session: Session, name: str) -> str:
    """Returns what has the command `name` before a program: a plugin, or a CLI plugin of docker; "" for nothing."""
    index = session.hooks.index
    entry = index.command(name) or index.group(name)
    owner = entry.owner if entry is not None else index.blocked_owner(name) or ", ".join(index.conflicts(name))
    if owner or entry is not None:
        return f"the plugin {owner.partition(':')[2] or owner}"
    plugin = locate_docker_plugin(session, name)
    return "" if plugin is None else plugin.path
