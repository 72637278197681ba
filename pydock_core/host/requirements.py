"""The versions of PyDock that a plugin supports, by version specifiers such as `>=1,<2`.

They stand in the metadata (`Requires-Dist: pydock-cli>=1,<2`) or in the plugin's module (`requires_pydock = ">=1,<2"`).
"""

from __future__ import annotations

import ast
import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from pydock_core.host.plugin_filter import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLAUSE = re.compile(r"(~=|===?|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?[\w.+-]*")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^]]*\])?\s*\(?([^;()@]*)\)?\s*")


def is_met(specifiers: str, version: str) -> bool:
    """Whether `version` meets the comma-separated version specifiers (`>=1.0,<2`); every version meets "".

    Only release numbers count: a pre-, post- or development release is compared as its release. Raises ValueError for
    an invalid specifier.
    """
    release = _release(version)
    answers = []
    for clause in filter(None, (part.strip() for part in specifiers.split(","))):
        match = _CLAUSE.fullmatch(clause)
        if match is None or (match[3] and match[1] not in ("==", "!=")):
            raise ValueError(f"{clause!r} is no version specifier, as `>=1.0` is one")
        answers.append(_clause_is_met(match[1], _release(match[2]), release, wildcard=bool(match[3])))
    return all(answers)


def of_distribution(requires: Iterable[str], distribution: str) -> str:
    """The specifiers for `distribution` in lines of `Requires-Dist`; those with a marker are left to the installer."""
    found = []
    for line in requires:
        match = _REQUIREMENT.fullmatch(line)
        if match is not None and normalized(match[1]) == distribution:
            found.append(match[2].strip())
    return ",".join(filter(None, found))


def of_module(file: str) -> str:
    """The string constant that a module's source assigns to `requires_pydock`, read without an import; "" if none."""
    try:
        with open(file, "rb") as source:
            body = ast.parse(source.read()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # the import reports the problem
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


def _clause_is_met(operator: str, wanted: list[int], release: list[int], *, wildcard: bool) -> bool:
    order = _compare(release, wanted)
    padded = [*release, *[0] * len(wanted)]
    has_prefix = padded[: len(wanted)] == wanted
    if operator in ("==", "==="):
        return has_prefix if wildcard else order == 0
    if operator == "!=":
        return not (has_prefix if wildcard else order == 0)
    if operator == "~=":
        if len(wanted) < 2:
            raise ValueError("`~=` needs two numbers at least")
        return order >= 0 and padded[: len(wanted) - 1] == wanted[:-1]
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _compare(one: list[int], other: list[int]) -> int:
    for left, right in zip_longest(one, other, fillvalue=0):
        if left != right:
            return -1 if left < right else 1
    return 0
