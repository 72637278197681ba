"""Converts flags and arguments to JSON data and back: the form in which the index keeps them."""

from __future__ import annotations

from pydock_core.declarations.flags import Arguments, Flag, FlagSet
from pydock_core.declarations.targets import target_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Load = Callable[[str], Callable[..., Any]]

PLAIN = tuple(
    name for name in Flag.__slots__ if name not in ("aliases", "attribute", "commands", "complete", "convert", "plugin")
)
ARGUMENTS_PLAIN = tuple(name for name in Arguments.__slots__ if name != "complete")
FLAG_DEFAULTS = Flag("", kind="")
ARGUMENTS_DEFAULTS = Arguments("")


def flag_to_data(flag: Flag) -> dict[str, Any]:
    """Returns the flag as JSON data; a field with its default value is left out.

    Raises ValueError if `convert` or `complete` is a function that has no name at the top of its module.
    """
    data = {name: value for name in PLAIN if (value := getattr(flag, name)) != getattr(FLAG_DEFAULTS, name)}
    for name in ("aliases", "commands"):
        if getattr(flag, name):
            data[name] = [str(text) for text in getattr(flag, name)]
    if flag.convert is not None:
        data["convert"] = target_of(flag.convert)
    return {**data, **_complete_to_data(flag.complete)}


def flag_from_data(data: Mapping[str, Any], load: Load) -> Flag:
    """Returns the flag that `flag_to_data` converted; `load` imports the function of a `module:function` target."""
    return Flag(
        **{name: data[name] for name in PLAIN if name in data},
        aliases=tuple(data.get("aliases", ())),
        commands=tuple(data.get("commands", ())),
        convert=load(data["convert"]) if "convert" in data else None,
        complete=_complete_from_data(data, load),
    )


def flag_set_to_data(flag_set: FlagSet) -> dict[str, Any]:
    """Returns the flags by their attributes and, if the command takes any, its arguments, as JSON data."""
    data: dict[str, Any] = {"flags": {flag.attribute: flag_to_data(flag) for flag in flag_set.flags}}
    if flag_set.arguments_attribute:
        arguments = flag_set.arguments
        plain = {name: getattr(arguments, name) for name in ARGUMENTS_PLAIN}
        changed = {name: value for name, value in plain.items() if value != getattr(ARGUMENTS_DEFAULTS, name)}
        data["arguments"] = {flag_set.arguments_attribute: {**changed, **_complete_to_data(arguments.complete)}}
    return data


def flag_set_from_data(data: Mapping[str, Any], load: Load) -> FlagSet:
    """Returns the set that `flag_set_to_data` converted."""
    declared: dict[str, Any] = {attribute: flag_from_data(flag, load) for attribute, flag in data["flags"].items()}
    for attribute, arguments in data.get("arguments", {}).items():
        plain = {name: arguments[name] for name in ARGUMENTS_PLAIN if name in arguments}
        declared[attribute] = Arguments(**{"usage": "", **plain}, complete=_complete_from_data(arguments, load))
    return FlagSet(type("Options", (), declared))


def _complete_to_data(complete: Any) -> dict[str, Any]:
    """Returns `complete_target` for a function, `complete` for a tuple of words or the name of a completer."""
    if complete is None:
        return {}
    if callable(complete):
        return {"complete_target": target_of(complete)}
    return {"complete": list(complete) if isinstance(complete, tuple) else complete}


def _complete_from_data(data: Mapping[str, Any], load: Load) -> Any:
    if "complete_target" in data:
        return load(data["complete_target"])
    complete = data.get("complete")
    return tuple(complete) if isinstance(complete, list) else complete
