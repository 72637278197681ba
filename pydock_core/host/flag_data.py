"""Flags that plugins add, to and from the index's JSON."""

from __future__ import annotations

from pydock_core.declarations import kinds
from pydock_core.declarations.flag_data import flag_from_data, flag_to_data
from pydock_core.declarations.flags import Flag
from pydock_core.host.import_paths import lazy_import

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.host.index import Index

KINDS = ("string", "bool", "float", "bytes", "duration", *kinds.INTEGERS)


def to_data(flag: object) -> dict[str, Any]:
    """The flag as JSON; raises ValueError with the reason where it can't be one."""
    if not isinstance(flag, Flag):
        raise ValueError(f"{type(flag).__name__} is no flag")
    if flag.kind not in KINDS:
        raise ValueError(f"--{flag.long}: no such kind of value: {flag.kind}")
    if flag.long == "help" or not valid_long(flag.long) or not all(map(valid_long, flag.aliases)):
        raise ValueError(f"{flag.long!r} can't be a flag's name")
    if flag.short and (len(flag.short) != 1 or not valid_long(flag.short) or flag.short == "h"):
        raise ValueError(f"--{flag.long}: {flag.short!r} can't be a flag's letter")
    if not isinstance(flag.default, (str, int, float, bool, type(None))):
        raise ValueError(f"--{flag.long}: its default is no text, number or boolean")
    on: object = flag.commands
    if isinstance(on, str):
        raise ValueError(f'--{flag.long}: commands="{on}" is no tuple of names')
    data = flag_to_data(flag)
    data.setdefault("commands", [""])
    return data


def valid_long(name: object) -> bool:
    """Whether a flag can be called so: letters, digits and inner dashes."""
    return isinstance(name, str) and name.isascii() and name[:1].isalnum() and name.replace("-", "").isalnum()


def letters(data: Mapping[str, Any]) -> set[str]:
    """All that a flag is typed as: `--budget`, `-b`."""
    spelt = {f"--{name}" for name in (data["long"], *data.get("aliases", ()))}
    return spelt | {f"-{data['short']}"} if "short" in data else spelt


def added(index: Index, table: Mapping[str, list[dict[str, Any]]], names: tuple[str, ...]) -> list[Flag]:
    """The flags on the command of these names that no other plugin's flag on it contests."""
    declared = [data for name in names for data in table.get(name, ()) if data["plugin"] not in index.blocked]
    claims = {(data["plugin"], data["long"]): data for data in declared}  # one may be on several names of the command
    claimed: dict[str, set[str]] = {}
    for data in claims.values():
        for spelling in letters(data):
            claimed.setdefault(spelling, set()).add(data["plugin"])
    return [
        _from_data(index, data)
        for data in claims.values()
        if all(len(claimed[spelling]) == 1 for spelling in letters(data))
    ]


def _from_data(index: Index, data: Mapping[str, Any]) -> Flag:
    def guarded(error: BaseException) -> BaseException:
        from pydock_core.errors import PluginError, PyDockError
        from pydock_core.host.plugin_errors import failure

        if isinstance(error, (PyDockError, KeyboardInterrupt)):
            return error
        lost = "The command was not run."
        return PluginError(failure(index.plugins[data["plugin"]], f"the flag --{data['long']}", error, lost))

    commands = [name for name in data["commands"] if name]
    flag = flag_from_data({**data, "commands": commands}, lambda target: lazy_import(target, guarded))
    flag.plugin = index.third_party(data["plugin"])
    return flag
