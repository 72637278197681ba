"""The signatures of the names of the plugin API, as lines of text in `api_1_0/signatures.txt`.

`python -m tests.plugin_contract.signatures` writes the file. A later 1.x adds lines and arguments, and removes none.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydock_core.host import hookspecs
from scripts.plugin_api_members import has_promised_constructor, members, promised, public
from scripts.plugin_api_page import ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parent / "api_1_0" / "signatures.txt"
ORDERED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def lines() -> Iterator[tuple[str, list[str]]]:
    """(Name, arguments): `name=` has a default, `*name` is given by name, `*` and `**` are any number.

    Hooks are among the names: their arguments are those that an implementation may name.
    """
    for name, found in promised():
        yield from _lines(name, found)
    for hook in hookspecs.HOOKS:
        yield hook, _arguments(getattr(hookspecs, hook))


def read() -> dict[str, list[str]]:
    """Returns the signatures in the file."""
    found = (line.partition(":") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {name: arguments.split() for name, _, arguments in found}


def _lines(name: str, found: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(found, ModuleType):
        yield name, []
        for member, one in public(found):
            yield from _lines(f"{name}.{member}", one)
    elif inspect.isclass(found):
        yield name, _arguments(found) if has_promised_constructor(found) else []
        for attribute in ATTRIBUTES.get(name.rpartition(".")[2], ()):
            yield f"{name}.{attribute.partition(':')[0]}", []
        for member, one in members(found):
            function = getattr(one, "__func__", one)
            arguments = [] if isinstance(one, property) else _arguments(function)
            yield f"{name}.{member}", [text for text in arguments if text not in ("self", "cls")]
    else:
        yield name, _arguments(found) if inspect.isfunction(found) else []


def _arguments(function: Any) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # a class that Python makes itself
        return []
    return [_argument(parameter) for parameter in parameters]


def _argument(parameter: inspect.Parameter) -> str:
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return "*"
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        return "**"
    text = parameter.name if parameter.kind in ORDERED else f"*{parameter.name}"
    return text if parameter.default is parameter.empty else f"{text}="


def broken_promises(before: list[str], now: list[str]) -> list[str]:
    """Returns why a call with the arguments `before` may fail with those of `now`; "" if it cannot."""
    ordered = [argument.rstrip("=") for argument in now if argument[0] != "*"]
    optional = {argument.strip("*=") for argument in now if argument[-1] == "="}
    known = {argument.strip("*=") for argument in now} | ({"*"} if "*" in now else set())
    anything = "**" in now
    problems = []
    for place, argument in enumerate(argument for argument in before if argument[0] != "*"):
        if argument.rstrip("=") != (ordered[place] if place < len(ordered) else None) and "*" not in now:
            problems.append(f"{argument.rstrip('=')} is no longer argument {place + 1}")
    for argument in before:
        name = argument.strip("*=")
        if name and name not in known and not anything:
            problems.append(f"{name} is gone")
        elif argument[-1] == "=" and name in known and name not in optional:
            problems.append(f"{name} has to be given")
    new = {argument.strip("*=") for argument in now} - {argument.strip("*=") for argument in before} - optional - {""}
    return problems + [f"{name} is new and has to be given" for name in sorted(new)]


if __name__ == "__main__":
    text = "".join(f"{name}: {' '.join(arguments)}".rstrip() + "\n" for name, arguments in lines())
    FILE.write_text(text, encoding="utf-8")
