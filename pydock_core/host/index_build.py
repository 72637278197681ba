"""Building the index: a child process asks the plugins, so that none of them can break the command that needs it."""

from __future__ import annotations

import os
import sys
import time

from pydock_core.config.files import may_create, write_atomically
from pydock_core.host.index import LAZY_TABLES, changed_ns, index_file
from pydock_core.host.index_merge import assemble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.host.index import Blocked
    from pydock_core.host.manager import Specified

SILENCE_SECONDS = 5.0
KEPT_NS = 90 * 86400 * 1_000_000_000  # an index file of an environment that is long gone
INSTALLERS_FOLDERS = ("site-packages", "dist-packages")


def build(environ: Mapping[str, str], path: list[str], block: Blocked, *, because: str | None = None) -> dict[str, Any]:
    """Asks every plugin on `path` that isn't blocked; keeps the document in the cache folder, if it can be written.

    `because` says why it is built, for whoever asks later; None finds out.
    """
    written = time.time_ns()
    if because is None:
        from pydock_core.host.index_reason import why

        because = why(environ, path, block)
    folders = [changed_ns(folder) for folder in path]
    unwanted, only = block.words if block else ([], "")
    answers = Answers({"path": path, "unwanted": unwanted, "only": only})
    if environ.get("PYDOCK_INDEX") == "off" or not answers.from_child(environ):
        answers.from_here()
    document = assemble(answers.plugins, answers.reports)
    document["errors"] += answers.errors
    document.update(
        path=path,
        executable=sys.executable,
        written=written,
        because=because,
        folders=folders,
        skipped=answers.skipped,
        files=[entry for file in sorted(answers.files) if (entry := _key(file, written)) is not None],
    )
    if environ.get("PYDOCK_INDEX") != "off":
        _save(index_file(environ, path), document)
    return document


class Answers:
    """What the plugins answered so far."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job
        self._announced = ""
        self._ended = False
        self.plugins: list[dict[str, Any]] = []
        self.reports: dict[str, dict[str, Any]] = {}
        self.errors: list[dict[str, Any]] = []
        self.skipped: list[str] = []
        self.files: set[str] = set()

    def from_child(self, environ: Mapping[str, str]) -> bool:
        """Asks in child processes, a new one after each plugin that ended one; False where none can be had."""
        from pydock_core.host.child_process import ChildProcess, broken

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
                self.reports[self._announced] = broken(self._announced, end)
        return True

    def from_here(self) -> None:
        """Asks in this process: `PYDOCK_INDEX=off`, or no child process can be had."""
        from pydock_core.host.index_child import ask
        from pydock_core.host.plugin_report import report
        from pydock_core.host.process_state import Restored

        def report_here(plugin: Mapping[str, Any], manager: Specified) -> dict[str, Any]:
            with Restored():
                return report(plugin, manager)

        ask({**self._job, "reports": self.reports}, self.take, report_here)

    def take(self, message: dict[str, Any]) -> None:
        """Notes one message of `index_child`."""
        self.files.update(message.get("files", ()))
        if "found" in message:
            self.plugins, self.errors, self.skipped = message["found"], message["errors"], message["skipped"]
        elif "start" in message:
            self._announced = message["start"]
        elif "report" in message:
            self.reports[message["report"]["plugin"]] = message["report"]
            self.files.update(message["report"]["files"])
            self._announced = ""
        self._ended = "end" in message


def _key(file: str, written: int) -> list[Any] | None:
    """[file, mtime, size] of a file that may change without its folder on the path changing; None for others.

    What an installer put there changes with the installer's folder. What changed during the build never matches again.
    """
    if any(part in INSTALLERS_FOLDERS for part in file.split(os.sep)) or file.startswith(os.path.dirname(os.__file__)):
        return None
    try:
        status = os.stat(file)
    except OSError:
        return None
    changed = -1 if written <= status.st_mtime_ns <= time.time_ns() else status.st_mtime_ns
    return [file, changed, status.st_size]


def _save(file: str, document: dict[str, Any]) -> None:
    """Writes the index for the next command; where that can't be done, this one has it in memory all the same."""
    from pydock_core.errors import InvalidValue
    from pydock_core.values.json_codec import dumps

    folder = os.path.dirname(file)
    if not may_create(folder):
        return
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        first = {name: table for name, table in document.items() if name not in LAZY_TABLES}
        lines = [dumps(table) + "\n" for table in (first, *map(document.get, LAZY_TABLES))]
        write_atomically(file, "".join(lines).encode())
        _sweep(folder)
    except (OSError, InvalidValue):
        return


def _sweep(folder: str) -> None:
    oldest = time.time_ns() - KEPT_NS
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("index-") and entry.stat(follow_symlinks=False).st_mtime_ns < oldest:
                os.unlink(entry.path)
