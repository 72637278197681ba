"""One plugin's report: what the plugin declares, as JSON data, or why it is rejected. Imports the plugin."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypedDict

from pydock_core import __version__
from pydock_core.declarations.commands import Command, Group
from pydock_core.declarations.flags import Flag
from pydock_core.declarations.targets import target_of
from pydock_core.host import added_flags, hookspecs
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.import_paths import files_of, module_files, resolve
from pydock_core.host.manager import SpecifiedPluginManager, hook_implementations, hookimpl_options
from pydock_core.host.plugin_errors import failure_location, failure_reason
from pydock_core.host.requirements import is_met, of_module

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydock_core.host.discovery import FoundPlugin


class Report(TypedDict, total=False):
    """A plugin's answers.

    `errors` have `hook`, `reason` and `file`. If `broken` is True, the plugin is left out, and there are no
    declarations. `origin` is the plugin's own file, `files` are those on which the report depends. `hooks` maps the
    hooks that are called at run time to the flags that the implementation depends on (none: it is always called),
    `targets` maps completers, formatters and initializers to names and import paths.
    """

    plugin: str
    errors: list[dict[str, str]]
    broken: bool
    origin: str
    files: list[str]
    hooks: dict[str, list[str]]
    commands: list[dict[str, Any]]
    groups: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    targets: dict[str, dict[str, str]]


class PluginRejected(Exception):
    """The plugin cannot be used. `hook` shows the problem; `file` is the file at fault if not the plugin's own."""

    def __init__(self, hook: str, message: str, file: str = "") -> None:
        super().__init__(message)
        self.hook = hook
        self.file = file


def report_plugin(plugin: FoundPlugin, manager: SpecifiedPluginManager) -> Report:
    """Imports the plugin, calls its data hooks through `manager`, and returns its report. Never raises."""
    before = set(sys.modules)
    files = module_files(plugin["value"])
    origin = files[-1] if files else plugin["file"]
    reporter = _Reporter(plugin["id"])
    try:
        reporter.run(plugin, origin, manager)
        report = reporter.report
    except PluginRejected as error:
        problem = {"hook": error.hook or reporter.hook, "reason": str(error), "file": error.file or origin}
        report = {"plugin": plugin["id"], "errors": [problem], "broken": True}
    except BaseException as error:  # noqa: BLE001  a plugin may raise anything, SystemExit included
        location = failure_location(error, origin)
        problem = {"hook": reporter.hook or "import", "reason": failure_reason(error), "file": location}
        report = {"plugin": plugin["id"], "errors": [problem], "broken": True}
        files += _files_of_error(error)
    for problem in report["errors"]:
        problem.setdefault("file", origin)
    report["origin"] = origin
    report["files"] = sorted({origin, *files, *files_of(set(sys.modules) - before)})
    return report


class _Reporter:
    """Fills a report. `hook` is the data hook that is being called."""

    def __init__(self, identity: str) -> None:
        self.hook = ""
        self.report: Report = {
            "plugin": identity,
            "errors": [],
            "broken": False,
            "commands": [],
            "groups": [],
            "flags": [],
            "targets": {},
        }
        self._own_flags: list[str] = []

    def run(self, plugin: FoundPlugin, origin: str, manager: SpecifiedPluginManager) -> None:
        """Checks, imports and asks the plugin; raises `PluginRejected`, or what the plugin raises."""
        metadata = os.path.join(os.path.dirname(plugin["file"]), "METADATA")
        _check_version("Requires-Dist", plugin["requires"], metadata)
        _check_version("requires_pydock", of_module(origin))  # before the import, which may need the other version
        implementer = resolve(plugin["value"])
        _check_version("requires_pydock", getattr(implementer, "requires_pydock", ""))
        check_implementations(implementer)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            manager.register(implementer, plugin["id"])
        for warning in caught:
            self._refuse("registration", f"warning: {warning.message}")
        try:
            for hook in hook_implementations(implementer):
                if hook in HOOKS and HOOKS[hook].kind == "data":
                    self.hook = hook
                    for result in getattr(manager.hook, hook)():
                        self._add_result(hook, result)
        finally:
            manager.unregister(name=plugin["id"])
        self.report["hooks"] = self._runtime_hooks(implementer)

    def _refuse(self, hook: str, reason: str) -> None:
        self.report["errors"].append({"hook": hook, "reason": reason})

    def _add_result(self, hook: str, result: Any) -> None:
        """Adds the result of a data hook; raises `PluginRejected` for a wrong type."""
        if hook not in ("pydock_commands", "pydock_flags"):
            self._add_targets(hook, result)
            return
        if not isinstance(result, (list, tuple)):
            wanted = "Command and Group" if hook == "pydock_commands" else "flags"
            raise PluginRejected(hook, f"it returned {type(result).__name__}, not a list of {wanted}")
        for item in result:
            if hook == "pydock_flags":
                self._add_flag(item)
            else:
                self._add_command_or_group(item)

    def _add_command_or_group(self, item: object) -> None:
        hook = "pydock_commands"
        if isinstance(item, Group):
            texts: tuple[object, ...] = (item.name, item.summary, item.heading)
            data: dict[str, Any] = {"name": item.name}
            declared = self.report["groups"]
        elif isinstance(item, Command):
            names: object = item.names
            if not isinstance(names, (tuple, list)) or not names:
                raise PluginRejected(hook, f"names={names!r} is no tuple of names")
            texts = (*item.names, item.module, item.summary, item.heading, item.since, item.swarm)
            data = {"names": list(item.names), "module": item.module, "raw": bool(item.raw)}
            data.update(delegate=_delegate(item), works_without_settings=bool(item.works_without_settings))
            data.update(since=item.since, swarm=item.swarm)
            declared = self.report["commands"]
        else:
            kind = type(item).__name__
            raise PluginRejected(hook, f"it returned a list with {kind} in it, not of Command and Group")
        if not all(isinstance(text, str) for text in texts):
            raise PluginRejected(hook, f"{type(item).__name__} {texts[0]!r} has a field that is no text")
        data.update(summary=item.summary, heading=item.heading, hidden=bool(item.hidden))
        declared.append(data)

    def _add_flag(self, item: object) -> None:
        if not isinstance(item, Flag):
            kind = type(item).__name__
            raise PluginRejected("pydock_flags", f"it returned a list with {kind} in it, not of flags")
        self._own_flags.append(item.attribute)
        try:
            self.report["flags"].append(added_flags.to_data(item))
        except ValueError as error:
            self._refuse("pydock_flags", str(error))

    def _add_targets(self, hook: str, result: object) -> None:
        if not isinstance(result, dict) or not all(isinstance(name, str) for name in result):
            raise PluginRejected(hook, f"it returned {type(result).__name__}, not names and functions")
        table = self.report["targets"].setdefault(hook.removeprefix("pydock_"), {})
        for name, function in result.items():
            try:
                table[name] = target_of(function)
            except ValueError as error:
                self._refuse(hook, f"{name}: {error}")

    def _runtime_hooks(self, implementer: object) -> dict[str, list[str]]:
        """The `hooks` of the report; raises `PluginRejected` for a flag that the plugin does not add."""
        found: dict[str, list[str]] = {}
        own = self._own_flags
        for hook, names in sorted(hook_implementations(implementer).items()):
            if hook not in HOOKS:
                continue
            flags = [(hookimpl_options(implementer, name) or {})["flag"] for name in names]
            for flag in flags:
                if flag is not None and HOOKS[hook].kind == "data":
                    raise PluginRejected(hook, "it is asked when the index is built, so it can't depend on a flag")
                if flag is not None and flag not in own:
                    raise PluginRejected(
                        hook, f"it depends on a flag {flag!r} that the plugin does not add{_suggestion(flag, own)}"
                    )
            if HOOKS[hook].kind != "data":
                found[hook] = [] if None in flags else sorted(set(flags))
        return found


def check_implementations(implementer: object) -> None:
    """Raises `PluginRejected` for an unknown hook, an argument that the hook lacks, or a wrong kind of wrapper."""
    for hook, names in hook_implementations(implementer).items():
        for name in names:
            options = hookimpl_options(implementer, name) or {}
            if hook in HOOKS:
                _check_implementation(hook, getattr(implementer, name), options)
            elif not options["optionalhook"]:
                raise PluginRejected(hook, f"there is no hook {hook}{_suggestion(hook, HOOKS)}")


def _check_implementation(hook: str, function: Any, options: dict[str, Any]) -> None:
    if inspect.isclass(function):
        raise PluginRejected(hook, "it is a class, not a function")
    called = function if inspect.isroutine(function) else getattr(function, "__call__", function)  # noqa: B004
    if inspect.iscoroutinefunction(called) or inspect.isasyncgenfunction(called):
        raise PluginRejected(hook, "it is an async function, which PyDock does not await")
    known = inspect.signature(getattr(hookspecs, hook)).parameters
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in known or parameter.default is not parameter.empty:
            continue
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            arguments = ", ".join(known) or "none"
            reason = f'the hook has no argument "{parameter.name}" (its arguments: {arguments})'
            raise PluginRejected(hook, reason)
    wrapper = options["wrapper"] or options["hookwrapper"]
    if wrapper and not inspect.isgeneratorfunction(function):
        raise PluginRejected(hook, "a wrapper must be a generator that yields once")
    if not wrapper and inspect.isgeneratorfunction(function):
        raise PluginRejected(hook, "it yields but isn't marked as a wrapper")


def _check_version(source: str, specifiers: object, file: str = "") -> None:
    """Raises `PluginRejected` if this version of PyDock does not meet `specifiers`; `source` is where they stand."""
    if not isinstance(specifiers, str):
        raise PluginRejected(source, f"{source} is {type(specifiers).__name__}, not a text as `>=1.0,<2`", file)
    try:
        met = is_met(specifiers, __version__)
    except ValueError as error:
        raise PluginRejected(source, str(error), file) from None
    if not met:
        raise PluginRejected(source, f"it needs pydock-cli {specifiers}, and this is {__version__}", file)


def _suggestion(wrong: object, known: Iterable[str]) -> str:
    near = get_close_matches(str(wrong), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _files_of_error(error: BaseException) -> list[str]:
    """The files in the traceback of a failed import: a change of one of them may correct it."""
    files = [error.filename] if isinstance(error, SyntaxError) and error.filename else []
    traceback = error.__traceback__
    while traceback is not None:
        files.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    return [file for file in files if not file.startswith("<")]


def _delegate(command: Command) -> str:
    """The command's delegate as `module:function`, "" if the command has none; raises `PluginRejected`."""
    try:
        return target_of(command.delegate) if command.delegate else ""
    except ValueError as error:
        raise PluginRejected("pydock_commands", f"the delegate of {command.names[0]}: {error}") from None
