"""Flags that plugins add to a built-in's command or to the global ones, held against those that are there already."""

from __future__ import annotations

import sys
from typing import Any

from pydock_core.declarations.flags import FlagSet
from pydock_core.host.flag_data import letters
from pydock_core.host.import_paths import module_files, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GLOBAL = "pydock_core.declarations.global_flags:GlobalFlags"


def without_clashes(report: Mapping[str, Any], builtin_reports: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The report without the flags that are taken, these noted among its errors; None where nothing clashes."""
    owners = {
        name: f"{command['module']}:Options"
        for builtin in builtin_reports
        for command in builtin.get("commands", ())
        for name in command["names"]
    }
    owners[""] = GLOBAL
    flags, errors, files = [], list(report["errors"]), list(report["files"])
    for flag in report.get("flags", ()):
        kept = []
        for on in flag["commands"]:
            taken = letters(flag) & _own(owners[on], files) if on in owners else set()
            if taken:
                reason = (
                    f"{on or 'PyDock'} has {', '.join(sorted(taken))} already: --{flag['long']} was not added to it"
                )
                errors.append({"hook": "pydock_flags", "reason": reason, "file": report["origin"]})
            else:
                kept.append(on)
        if kept:
            flags.append({**flag, "commands": kept})
    if files == report["files"] and errors == report["errors"]:
        return None
    return {**report, "flags": flags, "errors": errors, "files": files}


def _own(target: str, files: list[str]) -> set[str]:
    """What the flags of the options `module:class` are typed as; `files` gets the files that this depends on."""
    before = set(sys.modules)
    try:
        options = resolve(target)
    except Exception:  # noqa: BLE001  a command that can't be imported says so when it is typed
        files += module_files(target)
        return set()
    loaded = [getattr(sys.modules.get(name), "__file__", None) for name in set(sys.modules) - before]
    files += [file for file in loaded if isinstance(file, str)]
    table = FlagSet(options)
    return {f"--{name}" for name in table.longs} | {f"-{name}" for name in table.shorts}
