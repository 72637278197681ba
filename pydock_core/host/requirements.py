"""Which PyDock a plugin needs: `Requires-Dist: pydock-cli>=1,<2`, or `requires_pydock = ">=1,<2"` in its module."""

from __future__ import annotations

import ast
import re
from itertools import zip_longest

from pydock_core.host.plugin_filter import normalized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_CLAUSE = re.compile(r"(~=|===?|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?[\w.+-]*")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^]]*\])?\s*\(?([^;()@]*)\)?\s*")


def met(specifiers: str, version: str) -> bool:
    """Whether `version` is one of `specifiers` (`>=1.0,<2`), by release numbers alone; "" is met by every version.

    Pre-, post- and development releases count as their release. Raises ValueError for what is no list of specifiers.
    """
    mine = _release(version)
    answers = []
    for clause in filter(None, (part.strip() for part in specifiers.split(","))):
        match = _CLAUSE.fullmatch(clause)
        if match is None or (match[3] and match[1] not in ("==", "!=")):
            raise ValueError(f"{clause!r} is no version specifier, as `>=1.0` is one")
        answers.append(_holds(match[1], _release(match[2]), mine, wildcard=bool(match[3])))
    return all(answers)


def of_distribution(requires: Iterable[str], distribution: str) -> str:
    """The specifiers for `distribution` among `Requires-Dist` lines; conditional ones are the installer's business."""
    found = []
    for line in requires:
        match = _REQUIREMENT.fullmatch(line)
        if match is not None and normalized(match[1]) == distribution:
            found.append(match[2].strip())
    return ",".join(filter(None, found))


def of_module(file: str) -> str:
    """The text that a module's file gives the name `requires_pydock`, read without running it; "" without one."""
    try:
        with open(file, "rb") as source:
            body = ast.parse(source.read()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # the import will say what is wrong
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        named = any(isinstance(target, ast.Name) and target.id == "requires_pydock" for target in targets)
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return ""


def _release(version: str) -> list[int]:
    match = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    if match is None:
        raise ValueError(f"{version!r} is no version")
    return [int(part) for part in match[1].split(".")]


def _holds(operator: str, wanted: list[int], mine: list[int], *, wildcard: bool) -> bool:
    order = _compare(mine, wanted)
    starts = [*mine, *[0] * len(wanted)][: len(wanted)] == wanted
    if operator in ("==", "==="):
        return starts if wildcard else order == 0
    if operator == "!=":
        return not (starts if wildcard else order == 0)
    if operator == "~=":
        if len(wanted) < 2:
            raise ValueError("`~=` needs two numbers at least")
        return order >= 0 and [*mine, *[0] * len(wanted)][: len(wanted) - 1] == wanted[:-1]
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _compare(one: list[int], other: list[int]) -> int:
    for left, right in zip_longest(one, other, fillvalue=0):
        if left != right:
            return -1 if left < right else 1
    return 0
