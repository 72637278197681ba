"""Finds and makes mutants: copies of a source file with one small change, by the operators of cosmic-ray.

Some of cosmic-ray's operators are left out. Comparisons and arithmetic change to their neighbours alone (`<` to `<=`
and `>=`, `+` to `-`), because a change to each other operator tests the same line over and over. Annotations and what
only type checkers read are not changed, because no test can notice.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import parso
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARISONS = "Eq_NotEq NotEq_Eq Lt_LtE Lt_GtE LtE_Lt LtE_Gt Gt_GtE Gt_LtE GtE_Gt GtE_Lt Is_IsNot IsNot_Is"
_ARITHMETIC = "Add_Sub Sub_Add Mul_FloorDiv FloorDiv_Mul Mod_Mul LShift_RShift RShift_LShift BitOr_BitAnd BitAnd_BitOr"
OPERATORS = (
    *(f"ReplaceComparisonOperator_{pair}" for pair in _COMPARISONS.split()),
    *(f"ReplaceBinaryOperator_{pair}" for pair in _ARITHMETIC.split()),
    *"ReplaceUnaryOperator_Delete_Not ReplaceUnaryOperator_Delete_USub AddNot NumberReplacer".split(),
    *"ReplaceTrueWithFalse ReplaceFalseWithTrue ReplaceAndWithOr ReplaceOrWithAnd".split(),
    *"ReplaceBreakWithContinue ReplaceContinueWithBreak".split(),
    *"ExceptionReplacer RemoveDecorator ZeroIterationForLoop".split(),
)


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: the `occurrence`-th that an operator can make in a file, on `line` of the file."""

    file: str
    line: int
    operator: str
    occurrence: int


def find_mutants(file: str, source: str) -> list[Mutant]:
    """Returns the mutants of a source file, by operator and line."""
    spared = _spared_lines(ast.parse(source))
    tree = parso.parse(source)
    found = []
    for name in OPERATORS:
        operator = _operator(name)
        for occurrence, (start, _) in enumerate(_positions(operator, tree)):
            if not any(first <= start < last for first, last in spared):
                found.append(Mutant(file, start[0], name, occurrence))
    return found


def mutated(source: str, mutant: Mutant) -> str:
    """Returns the source with the change."""
    changed = mutate_code(source, _operator(mutant.operator), mutant.occurrence)
    assert isinstance(changed, str)
    return changed


def _operator(name: str) -> Any:
    return get_operator(f"core/{name}")()


def _positions(operator: Any, node: Any) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The places that an operator changes, in the order in which cosmic-ray counts them."""
    yield from operator.mutation_positions(node)
    for child in getattr(node, "children", ()):
        yield from _positions(operator, child)


def _spared_lines(module: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The spans, from (line, column) to (line, column), of annotations and of what only type checkers read."""
    spans = []
    for node in ast.walk(module):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts = [node.returns]
        elif isinstance(node, ast.arg | ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            parts = [node]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            parts = [node] if node.targets[0].id in ("TYPE_CHECKING", "__slots__") else []
        spans += [_span(part) for part in parts if part is not None]
    return spans


def _span(node: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
