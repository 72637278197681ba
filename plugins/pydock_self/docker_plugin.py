"""`pydock self docker-plugin`: makes commands of PyDock CLI plugins of docker, lists these plugins, removes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.plugin_api import ArgumentCountError, Column, Listing, PyDockError, UsageError, flags, render
from pydock_core.toolkit import cli_plugin_folders, make_folders, shim_file, write_atomically
from pydock_self.shims import OF_DOCKER, PREFIX, new_shim, problem, shims

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydock_core.plugin_api import Session

ACTIONS = ("install", "ls", "uninstall")
NEXT = "pydock_self.docker_plugin:complete_names"
PRIVATE, PUBLIC = 0o700, 0o755  # modes of new folders


class Options:
    folder = flags.string("folder", complete="file", help="The folder of the plugins", default_text="docker's own")
    format = flags.list_format()
    system = flags.boolean("system", help="Use docker's folder for all users of this machine")
    words = flags.arguments(
        "install COMMAND [COMMAND...]|ls|uninstall COMMAND [COMMAND...]", complete=ACTIONS, complete_next=NEXT
    )


def command(session: Session, options: Options) -> None:
    action, *names = options.words or [""]
    if action not in ACTIONS:
        raise UsageError(
            f"unknown command: {action}" if action else "requires install COMMAND, ls or uninstall COMMAND"
        )
    if bool(names) == (action == "ls"):
        raise ArgumentCountError(f"requires {'no argument' if names else 'a command'} after {action}")
    if options.folder and options.system:
        raise UsageError("conflicting options: cannot specify both --folder and --system")
    folder = os.path.abspath(options.folder) if options.folder else ""
    if options.system:
        folder = cli_plugin_folders.SYSTEM_FOLDERS[0]
    if action == "ls":
        _list(session, options.format or "", folder)
    elif action == "install":
        _install(session, list(dict.fromkeys(names)), folder)
    else:
        _uninstall(session, list(dict.fromkeys(names)), folder)


def _install(session: Session, names: Sequence[str], folder: str) -> None:
    """Writes all shims, or none if a name is refused; an own shim is replaced."""
    mode = PUBLIC if folder else PRIVATE
    folder = folder or os.path.abspath(cli_plugin_folders.own_folder(session.load_config()))
    new = [new_shim(session, name, folder) for name in names]
    path = folder
    try:
        make_folders(folder, mode=mode)
        for shim, text in new:
            path = shim.path
            write_atomically(path, text, mode=PUBLIC)
            session.stdout.write(f"docker {shim.name}: {path}\n")
    except OSError as error:
        raise PyDockError(f"cannot write {path}: {error.strerror}") from error
    if folder not in map(os.path.abspath, cli_plugin_folders.searched_folders(session.load_config())):
        place = os.path.join(session.load_config().folder, "config.json")
        session.stderr.write(f"docker does not look into {folder}: add it to cliPluginsExtraDirs in {place}\n")


def _uninstall(session: Session, names: Sequence[str], folder: str) -> None:
    """Removes the shims of these names; removes none if one of the names has no shim."""
    found = [shim for shim in shims(session, [folder] if folder else []) if shim.name in names]
    for name in names:
        if not any(shim.name == name for shim in found):
            where = folder or "docker's folders"
            raise PyDockError(f"PyDock has no plugin {PREFIX}{name} in {where}: nothing was removed")
    for shim in found:
        try:
            os.unlink(shim.path)
        except OSError as error:
            raise PyDockError(f"cannot remove {shim.path}: {error.strerror}") from error
        session.stdout.write(f"Removed {shim.path}\n")


def _list(session: Session, format: str, folder: str) -> None:
    columns = [
        Column("Name", "NAME", lambda shim: shim.name),
        Column("State", "STATE", lambda shim: "stale" if problem(session, shim) else "ok"),
        Column("Path", "PATH", lambda shim: shim.path),
        Column("Program", "PROGRAM", lambda shim: shim.program),
        Column("Version", "VERSION", lambda shim: shim.version),
        Column("Reason", "REASON", lambda shim: problem(session, shim)),
    ]
    listing = Listing(columns, default=columns, go_type="self.DockerPlugin", quiet="Name")
    found = shims(session, [folder] if folder else [])
    session.stdout.write(render(listing, found, format, escape=session.stdout.is_terminal))


def complete_names(session: Session, prefix: str, before: Sequence[str]) -> list[str]:
    """Offers the commands that docker lacks after `install`, and the installed plugins after `uninstall`."""
    if before[0] == "uninstall":
        return [shim.name for shim in shims(session)]
    if before[0] != "install":
        return []
    index = session.hooks.index
    commands = {name for entry in index.commands(one_word=True) if not entry.hidden for name in entry.names}
    words = commands | {entry.name for entry in index.groups() if not entry.hidden} | {shim_file.EVERYTHING}
    return sorted(word for word in words - OF_DOCKER if cli_plugin_folders.is_plugin_name(word))
