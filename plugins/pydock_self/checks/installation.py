"""Checks of Python, PyDock, the index and the plugins."""

from __future__ import annotations

import os
import platform
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from pydock_core.toolkit import human_duration, human_size, index_report, installed_plugins, program_inventory
from pydock_self.checks import FAIL, OK, WARN, Check
from pydock_self.environment import OURSELVES, Environment
from pydock_self.requirements import requirements, violated
from pydock_self.shims import problem, shims

if TYPE_CHECKING:
    from pydock_core.plugin_api import Session


def python(session: Session) -> list[Check]:
    """Checks the interpreter: without stored bytecode, each start takes three times as long."""
    where = f"{platform.python_version()} at {sys.executable}"
    if session.environ.get("PYTHONDONTWRITEBYTECODE"):
        slow = f"{where}; it is told to store no bytecode, so each start compiles PyDock anew"
        return [Check("Python", WARN, slow, "unset PYTHONDONTWRITEBYTECODE")]
    return [Check("Python", OK, where)]


def pydock(session: Session) -> list[Check]:
    """Reports PyDock's version and folder, and checks that its requirements are installed."""
    try:
        ours = distribution(OURSELVES)
    except PackageNotFoundError:
        advice = f"pip install {OURSELVES}"
        return [Check("PyDock", WARN, f"{session.version}, which is not installed as a distribution", advice)]
    maker = Environment.of_this_process(session.environ).maker
    made = f", looked after by {maker}" if maker else ""
    where = f"{session.version} in {os.path.normpath(str(ours.locate_file('')))}{made}"
    problems = {requirement: violated(requirement) for requirement in requirements()}
    wanted = [requirement for requirement, problem in problems.items() if problem]
    if wanted:
        advice = f"{sys.executable} -I -m pip install {shlex.join(map(str, wanted))}"
        return [Check("PyDock", FAIL, f"{where}; {'; '.join(filter(None, problems.values()))}", advice)]
    return [Check("PyDock", OK, where)]


def index(session: Session) -> list[Check]:
    """Checks that the index can be stored; otherwise each command builds the index again."""
    report = index_report(session)
    if session.environ.get("PYDOCK_INDEX") == "off":
        return [Check("index", WARN, "every command asks all plugins, as PYDOCK_INDEX=off says", "unset PYDOCK_INDEX")]
    if not report.kept:
        advice = f"make {os.path.dirname(report.file)} a folder of yours, or set XDG_CACHE_HOME to one"
        return [Check("index", WARN, f"every command makes it anew: {report.file} can't be written", advice)]
    age = human_duration(max(0.0, session.clock.time() - report.built)).lower()
    built = f"{human_size(report.size, 3)}, built {age} ago because {report.because}"
    return [Check("index", OK, f"{report.file}, {built}")]


def plugins(session: Session) -> list[Check]:
    """Reports the number of plugins, and each plugin that is not fully in use."""
    found = installed_plugins(session)
    builtin = sum(plugin.builtin for plugin in found)
    blocked = [plugin.label for plugin in found if plugin.state == "blocked"]
    counts = f"{builtin} built in, {len(found) - builtin} of others"
    checks = [Check("plugins", OK, counts + (f"; blocked: {', '.join(blocked)}" if blocked else ""))]
    for plugin in found:
        if plugin.state in ("broken", "refused"):
            verdict = FAIL if plugin.state == "broken" else WARN
            message = f"{plugin.distribution} {plugin.version} is {plugin.state}: {'; '.join(plugin.reasons)}"
            if plugin.builtin:
                advice = f"install {OURSELVES} again"
            else:
                program, name = session.program, plugin.distribution
                advice = (
                    f"{program} self upgrade {name}, {program} self uninstall {name}, "
                    f'or the setting plugins.blocked = ["{plugin.label}"]'
                )
            checks.append(Check(f"plugin {plugin.label}", verdict, message, advice))
    return checks


def programs(session: Session) -> list[Check]:
    """Reports the programs `pydock-NAME` that are plugins, and each that can't be used; nothing without programs."""
    found = program_inventory.installed_programs(session)
    used = [plugin.name for plugin in found if plugin.state == "ok"]
    checks = [Check("programs", OK, f"used as plugins: {', '.join(used)}")] if used else []
    for plugin in found:
        if plugin.state in ("broken", "refused"):
            message = f"{plugin.file} is {plugin.state}: {'; '.join(plugin.reasons)}"
            checks.append(Check(f"plugin {plugin.label}", WARN, message, "mend it, or remove it"))
    return checks


def docker_plugins(session: Session) -> list[Check]:
    """Reports PyDock's shims in docker's folders, and each that is out of date; nothing without shims."""
    found = [(shim, problem(session, shim)) for shim in shims(session)]
    working = [shim.name for shim, reason in found if not reason]
    checks = [Check("docker plugins", OK, f"commands of PyDock: {', '.join(working)}")] if working else []
    for shim, reason in found:
        if reason:
            command = f"{session.program} self docker-plugin"
            advice = f"{command} install {shim.name}, or {command} uninstall {shim.name}"
            checks.append(Check("docker plugins", WARN, f"{shim.path}: {reason}", advice))
    return checks
