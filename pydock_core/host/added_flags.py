"""Flags that plugins add to commands: as data in the index, checked for clashes, and as `Flag` objects again."""

from __future__ import annotations

import sys

from pydock_core.declarations import kinds
from pydock_core.declarations.flag_data import flag_from_data, flag_to_data
from pydock_core.declarations.flags import Flag, FlagSet
from pydock_core.host.import_paths import files_of, lazy_import, module_files, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from pydock_core.host.index import Index
    from pydock_core.host.plugin_report import Report

KINDS = ("string", "bool", "float", "bytes", "duration", *kinds.INTEGERS)
GLOBAL = "pydock_core.declarations.global_flags:GlobalFlags"


def to_data(flag: object) -> dict[str, Any]:
    """The flag as JSON data; raises ValueError with the reason if the flag is invalid."""
    if not isinstance(flag, Flag):
        raise ValueError(f"{type(flag).__name__} is no flag")
    if flag.kind not in KINDS:
        raise ValueError(f"--{flag.long}: no such kind of value: {flag.kind}")
    if flag.long == "help" or not is_valid_name(flag.long) or not all(map(is_valid_name, flag.aliases)):
        raise ValueError(f"{flag.long!r} can't be a flag's name")
    if flag.short and (len(flag.short) != 1 or not is_valid_name(flag.short) or flag.short == "h"):
        raise ValueError(f"--{flag.long}: {flag.short!r} can't be a flag's letter")
    if not isinstance(flag.default, (str, int, float, bool, type(None))):
        raise ValueError(f"--{flag.long}: its default is no text, number or boolean")
    commands: object = flag.commands
    if isinstance(commands, str):
        raise ValueError(f'--{flag.long}: commands="{commands}" is no tuple of names')
    data = flag_to_data(flag)
    data.setdefault("commands", [""])
    return data


def is_valid_name(name: object) -> bool:
    """Whether `name` can be a flag's long name: ASCII letters, digits and inner dashes."""
    return isinstance(name, str) and name.isascii() and name[:1].isalnum() and name.replace("-", "").isalnum()


def spellings(data: Mapping[str, Any]) -> set[str]:
    """Every form in which a flag can be typed: `--budget`, `-b`."""
    long = {f"--{name}" for name in (data["long"], *data.get("aliases", ()))}
    return long | {f"-{data['short']}"} if "short" in data else long


def usable_flags(index: Index, declared: Iterable[Mapping[str, Any]]) -> list[Flag]:
    """The flags of one command from the data of all its `declared` ones, without those that two plugins claim."""
    # A plugin may add one flag under several names of the command.
    claims = {(data["plugin"], data["long"]): data for data in declared}
    claimed: dict[str, set[str]] = {}
    for data in claims.values():
        for spelling in spellings(data):
            claimed.setdefault(spelling, set()).add(data["plugin"])
    return [
        _from_data(index, data)
        for data in claims.values()
        if all(len(claimed[spelling]) == 1 for spelling in spellings(data))
    ]


def _from_data(index: Index, data: Mapping[str, Any]) -> Flag:
    def convert_error(error: BaseException) -> BaseException:
        from pydock_core.host.plugin_errors import plugin_error

        where = f"the flag --{data['long']}"
        return plugin_error(index.plugin(data["plugin"]), where, error, "The command was not run.")

    commands = [name for name in data["commands"] if name]
    flag = flag_from_data({**data, "commands": commands}, lambda target: lazy_import(target, convert_error))
    flag.plugin = index.third_party_label(data["plugin"])
    return flag


def without_clashes(report: Report, builtin_reports: Iterable[Report]) -> Report | None:
    """The report without the flags that a built-in's command or PyDock itself has; None if no flag clashes.

    The errors of the result name the flags that were removed, its files those that the answer depends on.
    """
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
        for command in flag["commands"]:
            taken = spellings(flag) & _own_spellings(owners[command], files) if command in owners else set()
            if taken:
                reason = (
                    f"{command or 'PyDock'} has {', '.join(sorted(taken))} already: "
                    f"--{flag['long']} was not added to it"
                )
                errors.append({"hook": "pydock_flags", "reason": reason, "file": report["origin"]})
            else:
                kept.append(command)
        if kept:
            flags.append({**flag, "commands": kept})
    if files == report["files"] and errors == report["errors"]:
        return None
    return {**report, "flags": flags, "errors": errors, "files": files}


def _own_spellings(target: str, files: list[str]) -> set[str]:
    """How the flags of the options class `target` are typed; adds the files that this depends on to `files`."""
    before = set(sys.modules)
    try:
        options = resolve(target)
    except Exception:  # noqa: BLE001  a command that cannot be imported is reported when it is typed
        files += module_files(target)
        return set()
    files += files_of(set(sys.modules) - before)
    table = FlagSet(options)
    return {f"--{name}" for name in table.longs} | {f"-{name}" for name in table.shorts}
