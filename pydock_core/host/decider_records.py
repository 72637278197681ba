"""The record of plugins with deciding hooks, in the state folder: which hooks each one had when it was last loaded.

The build of the index writes the record. A plugin that cannot be loaded any more is known by it: the commands that its
hooks would decide stop (`missing_plugins`). The file is no cache; deleting the index leaves it as it is.

A record that can't be used, because it is damaged or other users may write it, says nothing about a plugin: a broken
plugin then counts as one that has every deciding hook.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pydock_core.config.files import FolderLock, make_folders, may_create
from pydock_core.config.folders import read_trusted, state_folder
from pydock_core.errors import InvalidValue
from pydock_core.files.atomic import write_atomically
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.index import is_builtin
from pydock_core.values.json_codec import dumps, loads

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import TypeAlias

    from pydock_core.host.plugin_report import Report

    Records: TypeAlias = dict[str, list[str]]  # identity → deciding hooks that are called on every command line

FILE = "plugins.json"


def record_path(environ: Mapping[str, str]) -> str:
    """The file of the records, whether or not it exists."""
    return os.path.join(state_folder(environ), FILE)


def read_records(environ: Mapping[str, str]) -> Records | None:
    """The records, {} if there is no file; None if the file is damaged, or other users may have written it."""
    path = record_path(environ)
    try:
        os.lstat(path)
        folder = os.stat(os.path.dirname(path))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError:
        return None
    data = read_trusted(path)
    if data is None or folder.st_uid != os.geteuid() or folder.st_mode & 0o022:
        return None
    try:
        records = loads(data)
    except (InvalidValue, ValueError):
        return None
    if not isinstance(records, dict) or not all(isinstance(hooks, list) for hooks in records.values()):
        return None
    return records


def remember_deciders(environ: Mapping[str, str], reports: Collection[Report], *, complete: bool) -> None:
    """Records the deciding hooks of the third parties' plugins that were loaded; a folder that refuses it is no error.

    A plugin that was loaded and has no deciding hook loses its record. A hook that depends on a flag of the plugin is
    not recorded: without the plugin, a command line with that flag fails anyway. `complete` says that `reports` has
    every plugin. Records that can't be used are written anew only if all plugins were loaded.
    """
    mended = complete and not any(report["broken"] for report in reports)
    loaded = {
        report["plugin"]: {hook: flags for hook, flags in report["hooks"].items() if HOOKS[hook].deciding}
        for report in reports
        if not report["broken"] and not is_builtin(report["plugin"])
    }
    folder = state_folder(environ)
    records = read_records(environ)
    if records is not None and _updated(records, loaded) == records:
        return
    if not may_create(folder):
        return
    try:
        make_folders(folder)
        with FolderLock(folder):
            records = read_records(environ)
            if records is None and mended:
                records = {}
            if records is not None:
                write_atomically(record_path(environ), dumps(_updated(records, loaded)).encode(), durable=True)
    except (OSError, InvalidValue):
        return


def _updated(records: Records, loaded: Mapping[str, Mapping[str, list[str]]]) -> Records:
    kept = {identity: hooks for identity, hooks in records.items() if identity not in loaded}
    new = {identity: sorted(hook for hook in found if not found[hook]) for identity, found in loaded.items() if found}
    return {**kept, **new}
