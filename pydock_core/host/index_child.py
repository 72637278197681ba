"""The child process that asks the plugins: announces each on a pipe before importing it, and reports after.

Messages are lines of JSON: `found`, `start`, `report`, …, `end`. What a plugin prints or breaks stays in this process.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from pydock_core.host import discovery
from pydock_core.host.flag_clashes import without_clashes
from pydock_core.host.import_paths import module_files
from pydock_core.host.isolated_report import report_apart
from pydock_core.host.manager import Specified
from pydock_core.host.plugin_filter import PluginFilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    Report: TypeAlias = Callable[[Mapping[str, Any], Specified], dict[str, Any]]


def main(descriptor: int) -> None:
    """Reads the job from standard input and answers on `descriptor`; ends the process, threads of plugins included."""
    os.set_inheritable(descriptor, False)
    job = json.loads(sys.stdin.buffer.read())

    def say(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]

    try:
        ask(job, say, report_apart)
    finally:
        os._exit(0)


def ask(job: dict[str, Any], say: Callable[[dict[str, Any]], None], report: Report) -> None:
    """Asks, by `report`, every plugin on `job["path"]` that is neither blocked nor in `job["reports"]`."""
    block = PluginFilter(job["unwanted"], job["only"])
    plugins, errors, files = discovery.find(job["path"])
    # Built-ins are asked even when they are blocked: their names stay reserved, and messages can say whose they are.
    for plugin in plugins:
        plugin["modules"] = module_files(plugin["value"])
    skipped = [p["id"] for p in plugins if not p["builtin"] and p["id"] in block]
    say({"found": plugins, "errors": errors, "files": [*files, *own_files()], "skipped": skipped})
    manager = Specified()
    reports = dict(job["reports"])
    for plugin in plugins:
        if plugin["id"] not in reports and plugin["id"] not in skipped:
            say({"start": plugin["id"], "files": plugin["modules"]})
            reports[plugin["id"]] = report(plugin, manager)
            say({"report": reports[plugin["id"]]})
    builtins = [reports[plugin["id"]] for plugin in plugins if plugin["builtin"]]
    for found in reports.values():
        changed = without_clashes(found, builtins) if found.get("flags") else None
        if changed is not None:
            say({"report": changed})
    say({"end": True})


def own_files() -> list[str]:
    """The files of PyDock itself that decide what an index holds."""
    loaded = [getattr(module, "__file__", None) for name, module in list(sys.modules.items()) if name[:6] == "pydock"]
    return [file for file in loaded if isinstance(file, str)]
