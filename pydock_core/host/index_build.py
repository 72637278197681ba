"""Builds the index: child processes ask the plugins, so that a broken plugin cannot break the command that needs it."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydock_core.config.folders import read_trusted
from pydock_core.errors import PyDockError
from pydock_core.host.child_process import ChildProcess, crash_report
from pydock_core.host.decider_records import read_records, remember_deciders
from pydock_core.host.groups import root_listing
from pydock_core.host.index import Index
from pydock_core.host.index_file import DAMAGE, FORMAT, IndexFile, index_path, mtime_ns
from pydock_core.host.index_merge import merge_reports
from pydock_core.values.os_errors import os_error_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.host.decider_records import Records
    from pydock_core.host.discovery import FoundPlugin
    from pydock_core.host.index_tables import DiagnosticData, OptionalFilter
    from pydock_core.host.manager import SpecifiedPluginManager
    from pydock_core.host.plugin_report import Report

SILENCE_SECONDS = 5.0  # for which a plugin may keep its import going
DESCRIPTORS = 12  # that a build needs
UNUSED_NS = 90 * 86400 * 1_000_000_000  # after this time without a new build, an index file is removed
INSTALLER_FOLDERS = ("site-packages", "dist-packages")


def build_index(
    environ: Mapping[str, str], path: list[str], plugin_filter: OptionalFilter, *, reason: str | None = None
) -> IndexFile:
    """Asks every plugin on `path` that the filter does not leave out; saves the index in the cache folder if possible.

    `reason` is kept as the reason of the build; None finds it from the file that was there before.

    Raises PyDockError if the process has too few file descriptors: each plugin would look broken, and the index would
    keep that.
    """
    _require_descriptors()
    started = time.time_ns()
    if reason is None:
        reason = reason_to_build(environ, path, plugin_filter)
    folders = [mtime_ns(folder) for folder in path]
    answers = PluginAnswers(path, plugin_filter, read_records(environ))
    off = environ.get("PYDOCK_INDEX") == "off"
    if off or not answers.ask_in_children(environ):
        answers.ask_in_this_process()
    tables = merge_reports(answers.plugins, answers.reports)
    tables["diagnostics"] += answers.diagnostics
    index = IndexFile(
        {
            **tables,
            "format": FORMAT,
            "path": path,
            "executable": sys.executable,
            "built_ns": started,
            "build_reason": reason,
            "folders": folders,
            "skipped": answers.skipped,
            "files": [key for file in sorted(answers.files) if (key := _file_key(file, started)) is not None],
        }
    )
    index.root_listing = root_listing(Index(index))
    if not off:
        file = index_path(environ, path)
        saved = index.save(file)
        complete = not answers.diagnostics and not answers.skipped
        remember_deciders(environ, answers.reports.values(), complete=complete)
        if saved:  # else the folder may lead to another one's files
            with suppress(OSError):
                _remove_unused(os.path.dirname(file))
    return index


def reason_to_build(environ: Mapping[str, str], path: list[str], plugin_filter: OptionalFilter) -> str:
    """Why the index has to be built, such as `/…/site-packages changed`. Called only when it is built."""
    if environ.get("PYDOCK_INDEX") == "off":
        return "PYDOCK_INDEX=off"
    file = index_path(environ, path)
    data = read_trusted(file)
    if data is None:
        return "it can't be read, or isn't this user's alone" if os.path.lexists(file) else "there was none"
    try:
        index = IndexFile.parse(data)
        changed = index.what_changed(path)
        if changed:
            return changed
        wanted = [index.plugins[plugin]["label"] for plugin in index.skipped if plugin not in plugin_filter]
    except DAMAGE:
        return "it was damaged"
    return f"{', '.join(wanted)} was blocked when it was made" if wanted else "another command was making it"


class PluginAnswers:
    """The answers of the plugins, collected from the messages of `index_child`."""

    def __init__(self, path: list[str], plugin_filter: OptionalFilter, records: Records | None) -> None:
        recorded = None if records is None else sorted({identity.partition(":")[0] for identity in records})
        self._job = {
            "recorded": recorded,
            "path": path,
            "unwanted": plugin_filter.unwanted if plugin_filter else [],
            "only": plugin_filter.only if plugin_filter else "",
        }
        self._announced = ""
        self._ended = False
        self.plugins: list[FoundPlugin] = []
        self.reports: dict[str, Report] = {}
        self.diagnostics: list[DiagnosticData] = []
        self.skipped: list[str] = []
        self.files: set[str] = set()

    def ask_in_children(self, environ: Mapping[str, str]) -> bool:
        """Asks in a child process, and in a new one after each plugin that ended one; False if none can be started."""
        while not self._ended:
            self._announced = ""
            try:
                child = ChildProcess({**self._job, "reports": self.reports}, environ)
            except OSError:
                return False
            try:
                for message in child.messages(SILENCE_SECONDS):
                    self.take(message)
            finally:
                end = child.end()
            if not self._ended:
                if not self._announced:
                    return False
                self.reports[self._announced] = crash_report(self._announced, end)
        return True

    def ask_in_this_process(self) -> None:
        """Asks without a child process: for `PYDOCK_INDEX=off`, or if no child process can be started."""
        # Imported here because these modules import pluggy, which a build by a child process does not need.
        from pydock_core.host.index_child import ask_plugins
        from pydock_core.host.plugin_report import report_plugin
        from pydock_core.host.process_state import PreservedProcessState

        def report(plugin: FoundPlugin, manager: SpecifiedPluginManager) -> Report:
            with PreservedProcessState():
                return report_plugin(plugin, manager)

        ask_plugins({**self._job, "reports": self.reports}, self.take, report)

    def take(self, message: dict[str, Any]) -> None:
        """Keeps the content of one message."""
        self.files.update(message.get("files", ()))
        if "plugins" in message:
            self.plugins, self.diagnostics = message["plugins"], message["diagnostics"]
            self.skipped = message["skipped"]
        elif "start" in message:
            self._announced = message["start"]
        elif "report" in message:
            self.reports[message["report"]["plugin"]] = message["report"]
            self.files.update(message["report"]["files"])
            self._announced = ""
        self._ended = "end" in message


def _require_descriptors() -> None:
    descriptors: list[int] = []
    try:
        for _ in range(DESCRIPTORS):
            descriptors.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise PyDockError(f"can't build the index of plugins: {os_error_text(error)} (ulimit -n)") from error
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _remove_unused(folder: str) -> None:
    """Removes the index files of environments that no longer exist."""
    oldest = time.time_ns() - UNUSED_NS
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("index-") and entry.stat(follow_symlinks=False).st_mtime_ns < oldest:
                os.unlink(entry.path)


def _file_key(file: str, started: int) -> tuple[str, int, int] | None:
    """(file, mtime in ns, size) of a file that may change while the folders on the path stay as they are, or None.

    An installer changes its folder together with the files in it. A file that changed during the build gets an mtime
    that never matches.
    """
    if any(part in INSTALLER_FOLDERS for part in file.split(os.sep)) or file.startswith(os.path.dirname(os.__file__)):
        return None
    try:
        status = os.stat(file)
    except OSError:
        return None
    changed = -1 if started <= status.st_mtime_ns <= time.time_ns() else status.st_mtime_ns
    return file, changed, status.st_size
