"""One plugin's report: what it declares, as JSON, or why it is broken. Plugins are imported here, to be asked."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from typing import Any

from pydock_core import __version__
from pydock_core.declarations.commands import Command, Group
from pydock_core.declarations.flags import Flag
from pydock_core.declarations.targets import target_of
from pydock_core.host import flag_data, hookspecs
from pydock_core.host.hookspecs import HOOKS
from pydock_core.host.import_paths import module_files, resolve
from pydock_core.host.manager import Specified, implementations, marked
from pydock_core.host.plugin_errors import place, reason
from pydock_core.host.requirements import met, of_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Report = dict[str, Any]


class Broken(Exception):
    """A plugin that can't be used, in words; `hook` is where it shows, `file` another place than the plugin's own."""

    def __init__(self, hook: str, message: str, file: str = "") -> None:
        super().__init__(message)
        self.hook = hook
        self.file = file


def report(plugin: Mapping[str, Any], manager: Specified) -> Report:
    """What the plugin declares: commands, groups, flags, hooks, initializers, completers, formatters; and its errors.

    Never raises; a broken plugin's report holds the error and nothing else.
    """
    before = set(sys.modules)
    hook, broken, error_files = "", None, module_files(plugin["value"])
    origin = error_files[-1] if error_files else plugin["file"]
    found: Report = {"plugin": plugin["id"], "errors": []}
    try:
        _check_version("Requires-Dist", plugin["requires"], os.path.join(os.path.dirname(plugin["file"]), "METADATA"))
        _check_version("requires_pydock", of_module(origin))
        implementer = resolve(plugin["value"])
        _check_version("requires_pydock", getattr(implementer, "requires_pydock", ""))
        check(implementer)
        hooks = implementations(implementer)
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            manager.register(implementer, plugin["id"])
        found["errors"] += [{"hook": "registration", "reason": f"warning: {warning.message}"} for warning in heard]
        try:
            for hook in (name for name in hooks if name in HOOKS and HOOKS[name].kind == "data"):
                _answers(found, hook, getattr(manager.hook, hook)())
        finally:
            manager.unregister(name=plugin["id"])
        found["hooks"] = _called(implementer, found)
    except Broken as error:
        broken = {"hook": error.hook or hook, "file": error.file or origin, "reason": str(error)}
    except BaseException as error:  # noqa: BLE001  whatever a plugin raises, SystemExit included, is its own failure
        broken = {"hook": hook or "import", "file": place(error, origin), "reason": reason(error)}
        error_files += _files_of(error)
    if broken is not None:
        found = {"plugin": plugin["id"], "errors": [broken]}
    for problem in found["errors"]:
        problem.setdefault("file", origin)
    found.update(broken=broken is not None, origin=origin)
    loaded = [getattr(sys.modules.get(name), "__file__", None) for name in set(sys.modules) - before]
    found["files"] = sorted({file for file in (origin, *loaded, *error_files) if isinstance(file, str)})
    return found


def _check_version(where: str, specifiers: object, file: str = "") -> None:
    """Raises `Broken` where the plugin needs another PyDock than this one."""
    if not isinstance(specifiers, str):
        raise Broken(where, f"{where} is {type(specifiers).__name__}, not a text as `>=1.0,<2`", file)
    try:
        fits = met(specifiers, __version__)
    except ValueError as error:
        raise Broken(where, str(error), file) from None
    if not fits:
        raise Broken(where, f"it needs pydock-cli {specifiers}, and this is {__version__}", file)


def check(implementer: object) -> None:
    """Raises `Broken` for a misspelt hook, an argument that the hook lacks, a wrapper that is no generator."""
    for hook, names in implementations(implementer).items():
        for name in names:
            options = marked(implementer, name) or {}
            if hook not in HOOKS:
                if options["optionalhook"]:
                    continue
                raise Broken(hook, f"there is no hook {hook}{_near(hook, HOOKS)}")
            function = getattr(implementer, name)
            known = inspect.signature(getattr(hookspecs, hook)).parameters
            for parameter in inspect.signature(function).parameters.values():
                if parameter.name not in known and parameter.default is parameter.empty:
                    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                        continue
                    has = ", ".join(known) or "none"
                    raise Broken(hook, f'the hook has no argument "{parameter.name}" (its arguments: {has})')
            wrapper = options["wrapper"] or options["hookwrapper"]
            if wrapper and not inspect.isgeneratorfunction(function):
                raise Broken(hook, "a wrapper must be a generator that yields once")
            if not wrapper and inspect.isgeneratorfunction(function):
                raise Broken(hook, "it yields but isn't marked as a wrapper")


def _called(implementer: object, found: Report) -> dict[str, list[str]]:
    """The hooks that are called while a command runs → the flags that they are implemented for; none of these: always.

    Raises `Broken` for a flag that the plugin doesn't add.
    """
    called: dict[str, list[str]] = {}
    added = found.pop("added", [])
    for hook, names in sorted(implementations(implementer).items()):
        if hook not in HOOKS:
            continue
        flags = [(marked(implementer, name) or {})["flag"] for name in names]
        for flag in flags:
            if flag is not None and HOOKS[hook].kind == "data":
                raise Broken(hook, "it is asked when the index is built, so it can't depend on a flag")
            if flag is not None and flag not in added:
                raise Broken(hook, f"it depends on a flag {flag!r} that the plugin does not add{_near(flag, added)}")
        if HOOKS[hook].kind != "data":
            called[hook] = [] if None in flags else sorted(set(flags))
    return called


def _near(wrong: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(wrong), known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _answers(found: Report, hook: str, answers: list[Any]) -> None:
    """Adds what a data hook answered; raises `Broken` where it is of a wrong type."""
    for answer in answers:
        if hook in ("pydock_commands", "pydock_flags"):
            wanted = "Command and Group" if hook == "pydock_commands" else "flags"
            if not isinstance(answer, (list, tuple)):
                raise Broken(hook, f"it returned {type(answer).__name__}, not a list of {wanted}")
            for item in answer:
                _flag(found, item) if hook == "pydock_flags" else _declaration(found, item)
        else:
            _targets(found, hook, answer)


def _declaration(found: Report, item: object) -> None:
    hook = "pydock_commands"
    if isinstance(item, Group):
        texts: tuple[object, ...] = (item.name, item.summary, item.heading)
        data: dict[str, Any] = {"name": item.name}
        kind = "groups"
    elif isinstance(item, Command):
        names: object = item.names
        if not isinstance(names, (tuple, list)) or not names:
            raise Broken(hook, f"names={names!r} is no tuple of names")
        texts = (*item.names, item.module, item.summary, item.heading)
        data = {"names": list(item.names), "module": item.module, "raw": bool(item.raw)}
        data.update(delegate=_delegate(item), works_without_settings=bool(item.works_without_settings))
        kind = "commands"
    else:
        raise Broken(hook, f"it returned a list with {type(item).__name__} in it, not of Command and Group")
    if not all(isinstance(text, str) for text in texts):
        raise Broken(hook, f"{type(item).__name__} {texts[0]!r} has a field that is no text")
    data.update(summary=item.summary, heading=item.heading, hidden=bool(item.hidden))
    found.setdefault(kind, []).append(data)


def _delegate(command: Command) -> str:
    """The command's delegate as `module:function`, "" if it has none; raises `Broken`."""
    try:
        return target_of(command.delegate) if command.delegate else ""
    except ValueError as error:
        raise Broken("pydock_commands", f"the delegate of {command.names[0]}: {error}") from None


def _flag(found: Report, item: object) -> None:
    if isinstance(item, Flag):
        found.setdefault("added", []).append(item.attribute)
    try:
        found.setdefault("flags", []).append(flag_data.to_data(item))
    except ValueError as error:
        if not isinstance(item, Flag):
            raise Broken("pydock_flags", f"it returned a list with {type(item).__name__} in it, not of flags") from None
        found["errors"].append({"hook": "pydock_flags", "reason": str(error)})


def _targets(found: Report, hook: str, answer: object) -> None:
    if not isinstance(answer, dict) or not all(isinstance(name, str) for name in answer):
        raise Broken(hook, f"it returned {type(answer).__name__}, not names and functions")
    table = found.setdefault(hook.removeprefix("pydock_"), {})
    for name, function in answer.items():
        try:
            table[name] = target_of(function)
        except ValueError as error:
            found["errors"].append({"hook": hook, "reason": f"{name}: {error}"})


def _files_of(error: BaseException) -> list[str]:
    """The files that a failed import was in: mending one of them changes the answer."""
    files = [error.filename] if isinstance(error, SyntaxError) and error.filename else []
    trace = error.__traceback__
    while trace is not None:
        files.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return [file for file in files if not file.startswith("<")]
