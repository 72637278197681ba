"""text/template's comparisons: values of one basic kind only, and nil."""

from __future__ import annotations

from pydock_core.output.template.values import MISSING, TypedNil, basic_kind, plain, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ComparisonError(Exception):
    """Two values that cannot be compared; the message is Go's."""


def _is_nil(value: Any) -> bool:
    return value is None or value is MISSING or isinstance(value, TypedNil)


def _same(first: Any, second: Any) -> bool:
    kind = basic_kind(first)
    if kind is not basic_kind(second):
        if (first is None or first is MISSING) or (second is None or second is MISSING):
            return False
        raise ComparisonError("incompatible types for comparison")
    if kind is not None:
        return bool(first == second)
    if _is_nil(first) or _is_nil(second):
        return _is_nil(first) and _is_nil(second)
    if isinstance(second, (list, dict)):
        raise ComparisonError(f"non-comparable type {plain(second)}: {type_name(second)}")
    return first is second


def equal(first: Any, *others: Any) -> bool:
    """Returns whether `first` equals any of `others`; raises ComparisonError."""
    if not others:
        raise ComparisonError("missing argument for comparison")
    return any(_same(first, other) for other in others)


def not_equal(first: Any, second: Any) -> bool:
    """Returns whether `first` and `second` differ; raises ComparisonError."""
    return not _same(first, second)


def less(first: Any, second: Any) -> bool:
    """Returns whether `first` comes before `second`; raises ComparisonError."""
    kinds = basic_kind(first), basic_kind(second)
    if None in kinds:
        raise ComparisonError("invalid type for comparison")
    if kinds[0] is not kinds[1]:
        raise ComparisonError("incompatible types for comparison")
    if kinds[0] is bool:
        raise ComparisonError("invalid type for comparison")
    return bool(first < second)


def less_or_equal(first: Any, second: Any) -> bool:
    """Returns whether `first` does not come after `second`; raises ComparisonError."""
    return less(first, second) or _same(first, second)
