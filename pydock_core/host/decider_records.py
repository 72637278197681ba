"""The record of plugins with deciding hooks, in the state folder: which hooks each one had when it was last loaded.

The build of the index writes the record. A plugin that cannot be loaded any more is known by it: the commands that its
hooks would decide stop (`missing_plugins`). The file is no cache; deleting the index leaves it as it is.
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
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from pydock_core.host.plugin_report import Report

    Records: TypeAlias = dict[str, list[str]]  # identity → deciding hooks that are called on every command line

FILE = "plugins.json"


def read_records(environ: Mapping[str, str]) -> Records:
    """The records; {} if the file is missing, damaged, or may have been written by another user."""
    data = read_trusted(os.path.join(state_folder(environ), FILE))
    try:
        records = loads(data) if data else {}
    except (InvalidValue, ValueError):
        return {}
    if not isinstance(records, dict):
        return {}
    return {identity: hooks for identity, hooks in records.items() if isinstance(hooks, list)}


def remember_deciders(environ: Mapping[str, str], reports: Iterable[Report]) -> None:
    """Records the deciding hooks of the third parties' plugins that were loaded; a folder that refuses it is no error.

    A plugin that was loaded and has no deciding hook loses its record. A hook that depends on a flag of the plugin is
    not recorded: without the plugin, a command line with that flag fails anyway.
    """
    loaded = {
        report["plugin"]: {hook: flags for hook, flags in report["hooks"].items() if HOOKS[hook].deciding}
        for report in reports
        if not report["broken"] and not is_builtin(report["plugin"])
    }
    records = read_records(environ)
    folder = state_folder(environ)
    if _updated(records, loaded) == records or not may_create(folder):
        return
    try:
        make_folders(folder)
        with FolderLock(folder):
            records = _updated(read_records(environ), loaded)
            write_atomically(os.path.join(folder, FILE), dumps(records).encode(), durable=True)
    except (OSError, InvalidValue):
        return


def _updated(records: Records, loaded: Mapping[str, Mapping[str, list[str]]]) -> Records:
    kept = {identity: hooks for identity, hooks in records.items() if identity not in loaded}
    new = {identity: sorted(hook for hook in found if not found[hook]) for identity, found in loaded.items() if found}
    return {**kept, **new}
