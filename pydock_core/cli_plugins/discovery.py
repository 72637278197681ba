"""docker's CLI plugins, programs called `docker-NAME`: found in docker's folders, by docker's rules.

Two rules differ, as in docker: a list has the first regular file or link of each name; a command line runs the first
path that exists, and no other one if that can't be run.
"""

from __future__ import annotations

import os
import stat

from pydock_core.cli_plugins.metadata import read_metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.session import Session

PREFIX = "docker-"
SYSTEM_FOLDERS = tuple(
    f"{folder}/docker/cli-plugins" for folder in ("/usr/local/lib", "/usr/local/libexec", "/usr/lib", "/usr/libexec")
)


class DockerPlugin:
    """A program `docker-NAME`.

    `problem` is docker's message why the program can't be used, "" if it can be used. `metadata` is the object that the
    program describes itself with (`Vendor`, `Version`, `ShortDescription`, …). `shadowed` are the paths of programs of
    the same name in later folders.
    """

    __slots__ = ("metadata", "name", "path", "problem", "shadowed")

    def __init__(self, name: str, path: str) -> None:
        self.name = name
        self.path = path
        self.problem = ""
        self.metadata: dict[str, Any] = {}
        self.shadowed: list[str] = []


def find_docker_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the first regular file or link of this name, with its metadata read; None without one."""
    found: DockerPlugin | None = None
    for folder in _folders(session):
        path = os.path.join(folder, PREFIX + name)
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError):
            continue
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            continue
        if found is None:
            found = DockerPlugin(name, path)
        else:
            found.shadowed.append(path)
    if found is not None:
        read_metadata(session, _checked(session, [found]))
    return found


def find_runnable_docker_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the plugin that a command line with this word runs; None without one, and for an invalid one."""
    plugin = locate_docker_plugin(session, name)
    if plugin is None:
        return None
    read_metadata(session, _checked(session, [plugin]))
    return None if plugin.problem else plugin


def locate_docker_plugin(session: Session, name: str) -> DockerPlugin | None:
    """Returns the plugin that a command line with this word runs, without its metadata; None without one.

    As in docker, the first path that exists counts, also that of a folder or a broken program.
    """
    if not _is_valid_name(name):
        return None
    for folder in _folders(session):
        path = os.path.join(folder, PREFIX + name)
        try:
            os.stat(path)
        except FileNotFoundError:
            continue
        except OSError:
            pass  # starting the program fails for the same reason
        return DockerPlugin(name, path)
    return None


def is_docker_plugin_installed(session: Session, name: str) -> bool:
    """Returns whether one of docker's folders has a file or link of this plugin, usable or not."""
    return any(os.path.lexists(os.path.join(folder, PREFIX + name)) for folder in _folders(session))


def list_docker_plugins(session: Session, *, seconds: float | None = None) -> list[DockerPlugin]:
    """Returns all programs `docker-NAME` in docker's folders with their metadata, in the natural order of their names.

    The programs that have no metadata in PyDock's cache describe themselves at the same time, in `seconds` if given.
    A program with the name of one of PyDock's commands has a problem, as in docker.
    """
    found: dict[str, DockerPlugin] = {}
    for folder in _folders(session):
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries if _is_candidate(entry))
        except OSError:
            continue
        for file in names:
            name, path = file[len(PREFIX) :], os.path.join(folder, file)
            if name in found:
                found[name].shadowed.append(path)
            else:
                found[name] = DockerPlugin(name, path)
    if not found:
        return []
    from pydock_core.values.natural_order import natural_order

    plugins = sorted(found.values(), key=lambda plugin: natural_order(plugin.name))
    read_metadata(session, _checked(session, plugins), seconds=seconds)
    return plugins


def _folders(session: Session) -> Iterator[str]:
    # Not a folder below the current one, whose programs may be another user's.
    yield from filter(os.path.isabs, session.load_config().list("cliPluginsExtraDirs"))
    yield os.path.join(session.load_config().folder, "cli-plugins")
    yield from SYSTEM_FOLDERS


def _is_candidate(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith(PREFIX) and (entry.is_symlink() or entry.is_file(follow_symlinks=False))


def _is_valid_name(name: str) -> bool:
    return name.isascii() and name.isalnum() and name == name.lower() and name[0].isalpha()


def _checked(session: Session, plugins: list[DockerPlugin]) -> list[DockerPlugin]:
    """Returns the plugins that may be asked for their metadata; sets the problem of the others."""
    index = session.hooks.index
    for plugin in plugins:
        if not _is_valid_name(plugin.name):
            plugin.problem = f'plugin candidate "{plugin.name}" did not match "^[a-z][a-z0-9]*$"'
        elif index.command(plugin.name) is not None or index.group(plugin.name) is not None:
            plugin.problem = f'plugin "{plugin.name}" duplicates builtin command'
    return [plugin for plugin in plugins if not plugin.problem]
