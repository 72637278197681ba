"""The shims in docker's folders that make commands of PyDock CLI plugins of docker: new ones, and the state of each."""

from __future__ import annotations

import os
import shlex
import site
import sys
import sysconfig
from typing import TYPE_CHECKING

from pydock_core.plugin_api import PyDockError
from pydock_core.toolkit import cli_plugin_folders, programs, shim_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.plugin_api import Session

PREFIX = "docker-"
SCHEMA = "0.1.0"
# The first words of docker 28's command lines, for which docker runs no plugin.
OF_DOCKER = frozenset(
    "attach bake build builder checkpoint commit completion config container context cp create diff events exec export "
    "help history image images import info inspect kill load login logout logs manifest network node pause plugin port "
    "ps pull push rename restart rm rmi run save search secret service stack start stats stop swarm system tag top "
    "trust unpause update version volume wait".split()
)


def new_shim(session: Session, name: str, folder: str) -> tuple[shim_file.Shim, bytes]:
    """Returns the shim that makes the command `name` a plugin of docker, and its text.

    Raises PyDockError for a name that docker refuses, for one that is no command of PyDock, and if a file that PyDock
    did not write is in the shim's place.
    """
    path = os.path.join(folder, PREFIX + name)
    description = {"SchemaVersion": SCHEMA, **_metadata(session, name, path)}
    if os.path.lexists(path) and (os.path.islink(path) or shim_file.read_shim(path) is None):
        raise PyDockError(f"{path} is there already, and PyDock did not write it: it stays as it is")
    shim = shim_file.Shim(path, name=name, program=own_program(), python=sys.executable, version=session.version)
    return shim, shim.text(description)


def shims(session: Session, folders: Iterable[str] = ()) -> list[shim_file.Shim]:
    """Returns the shims in the folders, by default in those in which docker looks for plugins; links are left out."""
    found = []
    for folder in folders or cli_plugin_folders.searched_folders(session.load_config()):
        try:
            names = sorted(name for name in os.listdir(folder) if name.startswith(PREFIX))
        except OSError:
            continue
        paths = [path for name in names if not os.path.islink(path := os.path.join(folder, name))]
        found += [shim for path in paths if (shim := shim_file.read_shim(path)) is not None]
    return found


def problem(session: Session, shim: shim_file.Shim) -> str:
    """Returns why docker can't run the shim, or what is out of date in it; "" for nothing."""
    for needed in (shim.program, shim.python):
        if not os.access(needed, os.X_OK):
            return f"{needed}, which it runs, is missing"
    if not os.access(shim.path, os.X_OK):
        return "it is not executable"
    places = [
        os.path.join(folder, PREFIX + shim.name)
        for folder in cli_plugin_folders.searched_folders(session.load_config())
    ]
    first = next(filter(os.path.lexists, places), "")
    if shim.path in places and first != shim.path:
        return f"docker runs {first} in its place"
    if shim.program != _found_program():
        return ""  # another PyDock's
    if shim.version != session.version:
        return f"PyDock {shim.version} wrote it, and this is {session.version}"
    if shim.name != shim_file.EVERYTHING and _entry(session, shim.name) is None:
        return f"PyDock has no command {shim.name}"
    return ""


def own_program() -> str:
    """Returns the path of this PyDock's program; raises PyDockError if this environment has none."""
    found = _found_program()
    if not found:
        raise PyDockError(f"no program pydock is beside {sys.executable}: install PyDock as a package")
    return found


def _found_program() -> str:
    """Returns the path of the program `pydock` of this Python environment; "" without one."""
    folders = [os.path.dirname(sys.executable), sysconfig.get_path("scripts")]
    if site.ENABLE_USER_SITE:
        folders.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    paths = (os.path.join(folder, "pydock") for folder in folders)
    return next((path for path in paths if os.access(path, os.X_OK)), "")


def _metadata(session: Session, name: str, path: str) -> dict[str, str]:
    """Returns the description of the command for docker; raises PyDockError for a name that can't be a plugin."""
    if not cli_plugin_folders.is_plugin_name(name):
        raise PyDockError(f"{name!r} can't be a plugin of docker: docker takes small letters and digits")
    if name in OF_DOCKER:
        raise PyDockError(f"{name} is a command of docker itself, which runs no plugin in its place")
    if name == shim_file.EVERYTHING:
        return {"Vendor": "PyDock", "Version": session.version, "ShortDescription": "Run any command of PyDock"}
    entry = _entry(session, name)
    if entry is None:
        program = programs.find_program_plugin(session, name)
        if program is not None:
            link = shlex.join(["ln", "-s", program.path, path])
            raise PyDockError(f"{program.path} can be a plugin of docker without PyDock: {link}")
        owner = session.hooks.index.blocked_owner(name)
        blocked = [owner] if owner else sorted(session.hooks.index.skipped)
        hint = f", while these plugins are blocked: {', '.join(blocked)}" if blocked else ""
        raise PyDockError(f"PyDock has no command {name} that docker could run{hint}")
    summary, owner = entry
    plugin = session.hooks.index.plugin(owner)
    if plugin is None or plugin.builtin:
        return {"Vendor": "PyDock", "Version": session.version, "ShortDescription": summary}
    return {"Vendor": plugin.distribution, "Version": plugin.version, "ShortDescription": summary}


def _entry(session: Session, name: str) -> tuple[str, str] | None:
    """Returns the summary and the owner of a command or group of one word; None if no plugin declares one."""
    index = session.hooks.index
    found = index.command(name) or index.group(name)
    return None if found is None else (found.summary, found.owner)
