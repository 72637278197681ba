"""Python data as text/template sees it: Go's type names, truth, and printed forms.

None, bool, int, float, str, list and dict are nil, bool, int, float64, string, []interface {} and
map[string]interface {}.
Any other object is a Go value of type `go_type` and may have
- `field(name)`: the value of a field, or a function for a method; raises KeyError for any other name;
- `has_methods`: all its fields are methods, as those of a list's row are;
- `in_interface`: whether a field of type interface {} holds it, which a message about a missing field names;
- `text()`: its printed form;
- `marshal()`: its value for `json`.
"""

from __future__ import annotations

from pydock_core.output.template_json import shortest_float

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Missing:
    """No value, such as that of a key that a map lacks; prints `<no value>`."""

    __slots__ = ()

    def marshal(self) -> None:
        """Returns None, JSON's null."""


class JSONNumber(str):
    """A number with the spelling of its JSON text (Go's json.Number, a kind of string)."""

    __slots__ = ()
    go_type = "json.Number"


class TypedNil:
    """A nil pointer of a Go type: prints `<nil>`, is false, and has no fields to evaluate."""

    __slots__ = ("go_type",)

    def __init__(self, go_type: str) -> None:
        self.go_type = go_type

    def marshal(self) -> None:
        """Returns None, JSON's null."""


class TypedList(list["Any"]):
    """A slice of a Go type other than []interface {}; with `is_nil` it is empty, and null as JSON."""

    __slots__ = ("go_type", "is_nil")

    def __init__(self, items: list[Any], go_type: str, *, is_nil: bool = False) -> None:
        super().__init__(items)
        self.go_type = go_type
        self.is_nil = is_nil


class TypedDict(dict[str, "Any"]):
    """A map of a Go type other than map[string]interface {}.

    `zero` is the result of `index` for a key that it lacks.
    """

    __slots__ = ("go_type", "is_nil", "key_type", "zero")

    def __init__(self, items: dict[str, Any], go_type: str, zero: Any, *, is_nil: bool = False) -> None:
        super().__init__(items)
        self.go_type = go_type
        self.is_nil = is_nil
        self.key_type = go_type[4 : go_type.index("]")]
        self.zero = zero


MISSING = Missing()


def type_name(value: Any) -> str:
    """Returns the Go type of a value, `<nil>` for None."""
    own = getattr(value, "go_type", None)
    if own is not None:
        return str(own)
    for python, name in (
        (bool, "bool"),
        (int, "int"),
        (str, "string"),
        (float, "float64"),
        (list, "[]interface {}"),
        (dict, "map[string]interface {}"),
    ):
        if isinstance(value, python):
            return name
    return "<nil>" if value is None or value is MISSING else f"*{type(value).__name__}"


def basic_kind(value: Any) -> type | None:
    """Returns bool, int, float or str; None for a value that has no order."""
    for python in (bool, int, float, str):
        if isinstance(value, python):
            return python
    return None


def is_true(value: Any) -> bool:
    """Returns Go's truth of a value: not the zero value, not empty; an object is true."""
    if value is None or value is MISSING or isinstance(value, TypedNil):
        return False
    return bool(value) if isinstance(value, (bool, int, float, str, list, dict)) else True


def plain(value: Any) -> str:
    """Returns a value as `%v` prints it."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if value is None or value is MISSING or isinstance(value, TypedNil):
        return "<nil>"
    text = getattr(value, "text", None)
    if text is not None:
        return str(text())
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return shortest_float(value)
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{plain(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(plain, value))}]"
    return f"{{{type_name(value)}}}"


def shown(value: Any) -> str:
    """Returns a value as an action prints it."""
    if isinstance(value, str):
        return value
    return "<no value>" if value is MISSING else plain(value)


def printed(values: list[Any]) -> str:
    """Returns the values as Go's `fmt.Sprint`: a blank between two values neither of which is a string."""
    parts: list[str] = []
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            parts.append(" ")
        parts.append(plain(value))
    return "".join(parts)
