"""The child process that asks the plugins: announces each one on a pipe before its import, and sends its report after.

A message is a line of JSON: one with `plugins`, then `start` and `report` for each plugin, then `end`. Each plugin is
imported in a fork of its own, so that what its import changes, starts or kills reaches no other plugin.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydock_core.host.added_flags import without_clashes
from pydock_core.host.child_process import crash_report, describe_exit
from pydock_core.host.discovery import find_plugins
from pydock_core.host.import_paths import files_of
from pydock_core.host.manager import SpecifiedPluginManager
from pydock_core.host.plugin_filter import PluginFilter
from pydock_core.host.plugin_report import report_plugin

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from pydock_core.host.discovery import FoundPlugin
    from pydock_core.host.plugin_report import Report

    Reporter: TypeAlias = Callable[[FoundPlugin, SpecifiedPluginManager], Report]

EXIT_SECONDS = 1.0  # between the end of a fork's output and its exit
TIMERS = (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF)


def main(descriptor: int) -> None:
    """Reads the job from standard input and writes messages to `descriptor`; ends the process and its threads."""
    os.set_inheritable(descriptor, False)
    job = json.loads(sys.stdin.buffer.read())
    try:
        ask_plugins(job, lambda message: _write_line(descriptor, message), isolated_report)
    finally:
        os._exit(0)


def ask_plugins(job: dict[str, Any], send: Callable[[dict[str, Any]], None], reporter: Reporter) -> None:
    """Sends a report, made by `reporter`, on every plugin on `job["path"]`; those in `job["reports"]` have one already.

    Third parties' plugins that the filter (`job["unwanted"]`, `job["only"]`) leaves out are skipped. Built-ins are
    asked even then: their names stay reserved, and messages can name the plugin that is blocked.
    """
    plugin_filter = PluginFilter(job["unwanted"], job["only"])
    plugins, diagnostics, files = find_plugins(job["path"], job["recorded"])
    skipped = [plugin["id"] for plugin in plugins if not plugin["builtin"] and plugin["id"] in plugin_filter]
    core = files_of([name for name in list(sys.modules) if name.startswith("pydock")])
    send({"plugins": plugins, "diagnostics": diagnostics, "files": [*files, *core], "skipped": skipped})
    manager = SpecifiedPluginManager()
    reports: dict[str, Report] = dict(job["reports"])
    for plugin in plugins:
        if plugin["id"] not in reports and plugin["id"] not in skipped:
            send({"start": plugin["id"], "files": plugin["modules"]})
            reports[plugin["id"]] = reporter(plugin, manager)
            send({"report": reports[plugin["id"]]})
    builtins = [reports[plugin["id"]] for plugin in plugins if plugin["builtin"]]
    for report in reports.values():
        changed = without_clashes(report, builtins) if report.get("flags") else None
        if changed is not None:
            send({"report": changed})
    send({"end": True})


def isolated_report(plugin: FoundPlugin, manager: SpecifiedPluginManager) -> Report:
    """The report of `report_plugin`, made in a fork of this process; a broken one if the fork ends without it.

    Waits without a time limit: the parent of this process has one.
    """
    answer, fork_end = os.pipe()
    process = os.fork()
    if process == 0:
        _report_in_fork(fork_end, plugin, manager)
    os.close(fork_end)
    # One line, not the whole pipe: a process that the plugin started may keep the pipe open.
    with open(answer, "rb") as pipe:
        line = pipe.readline()
    complete = line.endswith(b"\n")
    status = _end_fork(process, 0 if complete else EXIT_SECONDS)
    if complete:
        report: Report = json.loads(line)
        return report
    return crash_report(plugin["id"], describe_exit(status))


def _report_in_fork(descriptor: int, plugin: FoundPlugin, manager: SpecifiedPluginManager) -> None:
    dumps, write = json.dumps, os.write  # kept before the plugin can replace them
    for number in TIMERS:  # a timer that the plugin sets would end this process at a random moment
        signal.signal(number, signal.SIG_IGN)
    try:
        data = dumps(report_plugin(plugin, manager)).encode() + b"\n"
        while data:
            data = data[write(descriptor, data) :]
    finally:
        os._exit(0)


def _write_line(descriptor: int, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]


def _end_fork(process: int, seconds: float) -> int | None:
    """Waits for the process, and kills it after `seconds`; its return code as in subprocess, None if killed."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            break
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None
