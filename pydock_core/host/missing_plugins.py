"""Plugins that are missing: a warning for each broken one, and the hooks that stop a command because of them.

A plugin that decides fails closed if it cannot be loaded, as it does if its hook fails: what the plugin would have
decided does not happen. Its deciding hooks are known from its record (`decider_records`), else from its source text;
where one of them is there and can't be read, the plugin counts as one that decides everything. A plugin that the user
requires (`plugins.required`, `PYDOCK_REQUIRED_PLUGINS`) must be installed and in use.
"""

from __future__ import annotations

import errno
import os
from itertools import islice
from typing import TYPE_CHECKING

from pydock_core.config.folders import read_regular
from pydock_core.config.settings_place import setting_place
from pydock_core.host.blocked_plugins import blocking_place
from pydock_core.host.decider_records import read_records, record_path
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.import_paths import module_files
from pydock_core.host.plugin_errors import leave_out_advice
from pydock_core.host.plugin_filter import PluginFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.declarations.plugin_index import Diagnostic, PluginIndex
    from pydock_core.host.decider_records import Records
    from pydock_core.session import Session

MOST_FILES, LARGEST_FILE = 1000, 1 << 22  # files, and bytes of one, that are searched for hooks
DECIDING = [name for name, hook in HOOKS.items() if hook.deciding]


def warn_of_broken_plugins(session: Session, index: PluginIndex) -> None:
    """Writes one line to stderr for each plugin that is left out because it is broken."""
    if session.settings.get("plugins.warnings") is False:
        return
    for problem in _broken_plugins(index):
        text = f"WARNING: {_subject(problem)} is broken and left out: {_cause(problem)}"
        session.stderr.write(f"{text} (see {session.program} self plugins)\n")
    session.stderr.flush()


def missing_deciders(session: Session, index: PluginIndex) -> dict[str, str]:
    """Deciding hook → the message with which a command stops that would call the hook; {} if no plugin is missing."""
    found: dict[str, str] = {}
    required = _Required(session, index)
    for hooks, reason, advice in (*required.absent(), *_broken_deciders(session, index, required)):
        for hook in hooks:
            found.setdefault(hook, f"{reason}\n{HOOKS[hook].lost} {advice}")
    return found


class _Required:
    """The plugins that the user requires: `names` are NAME or DISTRIBUTION:NAME, each with the place that names it."""

    def __init__(self, session: Session, index: PluginIndex) -> None:
        self._session = session
        self._index = index
        settings = session.settings
        self.names = {name: setting_place(settings, "plugins.required", name) for name in settings.required_plugins}

    def place(self, identity: str) -> str:
        """What requires the plugin; "" if nothing does."""
        return next((place for name, place in self.names.items() if identity in PluginFilter([name])), "")

    def _blocking_place(self, identity: str) -> str:
        return blocking_place(self._session.settings, self._session.global_options.no_plugin, identity)

    def absent(self) -> Iterator[tuple[list[str], str, str]]:
        """(All deciding hooks, reason, advice) for each required plugin that is not installed, or left out."""
        index = self._index
        for name, place in self.names.items():
            advice = f"To go on: take {name} out of {place}, or "
            plugins = [identity for identity in sorted(index.identities()) if identity in PluginFilter([name])]
            if not plugins:
                yield DECIDING, f"the plugin {name} is not installed, and {place} requires it", advice + "install it."
            for identity in filter(index.is_blocked, plugins):
                blocking = self._blocking_place(identity)
                yield (
                    DECIDING,
                    f"{blocking} leaves out the plugin {name}, and {place} requires it",
                    advice + "allow it.",
                )


def _broken_deciders(session: Session, index: PluginIndex, required: _Required) -> Iterator[tuple[list[str], str, str]]:
    """(Deciding hooks, reason, advice) for each broken plugin that decides, or that the user requires."""
    for problem in _broken_plugins(index):
        records = read_records(session.environ)
        hooks = DECIDING if records is None else _deciding_hooks(index, problem, records)
        place = required.place(problem.plugin)
        cause, advice = _cause(problem), _advice(index, problem)
        if records is None:
            file = record_path(session.environ)
            cause += f"; {file}, the record of its hooks, is damaged, or other users can write it"
        if place:
            hooks = hooks or DECIDING
            mended = f"see {session.program} self plugins, and mend it"
            advice = f"{place[0].upper()}{place[1:]} requires the plugin: {mended}, or take it out there."
        yield hooks, f"{_subject(problem)} can't be loaded: {cause}", advice


def _broken_plugins(index: PluginIndex) -> list[Diagnostic]:
    """The first problem of each plugin that is broken and not blocked."""
    found: dict[str, Diagnostic] = {}
    for problem in index.diagnostics():
        if problem.left_out:
            found.setdefault(problem.plugin, problem)
    return list(found.values())


def _deciding_hooks(index: PluginIndex, problem: Diagnostic, records: Records) -> list[str]:
    """The deciding hooks that the plugin had when it was loaded last; without a record, those that its source names.

    A hook that the problem names counts, too: the plugin misspelt it, or implements it wrongly.
    """
    named = (problem.hook, *problem.reason.replace("?", " ").split())
    if problem.plugin in records:
        return [hook for hook in DECIDING if hook in records[problem.plugin] or hook in named]
    # The plugin may have another name than when it was recorded; a distribution whose entry points can't be read has
    # the identity `DISTRIBUTION:`.
    distribution = problem.plugin.partition(":")[0] + ":"
    others = index.identities()
    renamed = [
        hooks for identity, hooks in records.items() if identity.startswith(distribution) and identity not in others
    ]
    plugin = index.plugin(problem.plugin)
    try:
        source = _source(plugin.value) if plugin is not None else b""
    except OSError:
        return DECIDING
    return [
        hook for hook in DECIDING if hook in named or hook.encode() in source or any(hook in hooks for hooks in renamed)
    ]


def _source(value: str) -> bytes:
    """The source text of the plugin's module or package; raises OSError if it can't be read, or is too long."""
    files = _source_files(value)
    if len(files) > MOST_FILES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return b"".join(map(_content, files))


def _source_files(value: str) -> list[str]:
    """The files of the plugin's module; for a module in a package, all modules of the outermost package.

    The hooks may be defined in any of them, and imported by `*`.
    """
    files = module_files(value)
    if files and (os.path.basename(files[0]) == "__init__.py" or "." in value.partition(":")[0]):
        found = (
            os.path.join(folder, name)
            for folder, _, names in os.walk(os.path.dirname(files[0]))
            for name in sorted(names)
            if name.endswith(".py")
        )
        files += islice(found, MOST_FILES + 1)
    return list(dict.fromkeys(files))


def _content(file: str) -> bytes:
    try:
        content = read_regular(file, limit=LARGEST_FILE + 1)[0]
    except (FileNotFoundError, NotADirectoryError):
        return b""
    if len(content) > LARGEST_FILE:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), file)
    return content


def _subject(problem: Diagnostic) -> str:
    distribution = f"{problem.distribution} {problem.version}".rstrip()
    return f"plugin {problem.name} ({distribution})" if problem.name else f"distribution {distribution}"


def _cause(problem: Diagnostic) -> str:
    return f"{problem.hook}, {problem.file}: {problem.reason}"


def _advice(index: PluginIndex, problem: Diagnostic) -> str:
    if not problem.name:
        return f"To go on without it: uninstall {problem.distribution}."
    plugin = index.plugin(problem.plugin)
    return leave_out_advice(plugin.label if plugin is not None else problem.name)
