"""What can be called of the plugin API, and with which arguments, as lines of text in `api_1_0/signatures.txt`.

A later 1.x adds to them, by `python -m tests.plugin_contract.signatures`, and takes nothing away.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pydock_core import plugin_api, testing
from pydock_core.engine.api.client import Client
from scripts.plugin_api_page import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).parent / "api_1_0" / "signatures.txt"
ORDERED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def lines() -> Iterator[tuple[str, list[str]]]:
    """(What is called, its arguments): `name=` has a default, `*name` goes by keyword alone, `*` and `**` are any."""
    for module in (plugin_api, testing):
        for name in sorted(module.__all__):
            yield from _lines(name, getattr(module, name))
    yield from _members("engine", Client)
    for resource, kind in RESOURCES.items():
        yield from _members(f"engine.{resource}", kind)


def read() -> dict[str, list[str]]:
    """What the file says."""
    found = (line.partition(":") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {name: arguments.split() for name, _, arguments in found}


def _lines(name: str, what: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(what, ModuleType):
        yield name, []
        for member, found in inspect.getmembers(
            what, lambda found: inspect.isfunction(found) or inspect.isclass(found)
        ):
            if member[0] != "_" and found.__module__ == what.__name__:
                yield from _lines(f"{name}.{member}", found)
    elif inspect.isclass(what):
        yield name, _arguments(what)
        yield from _members(name, what)
    else:
        yield name, _arguments(what) if callable(what) else []


def _members(name: str, kind: type) -> Iterator[tuple[str, list[str]]]:
    for member in sorted(vars(kind)):
        if member[0] != "_":
            found = getattr(kind, member)
            yield f"{name}.{member}", [text for text in _arguments(found) if text != "self"] if callable(found) else []


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
    """Why a call that fitted the arguments `before` may no longer fit those `now`."""
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
