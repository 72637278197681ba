"""Applies docker's Go types to the engine's JSON, for the templates of `inspect`.

Templates show types: a field that the JSON lacks has its zero value, a missing label is empty, `null` is `[]`, `map[]`
or `<nil>`, a field is named as in Go (`ID`, where the JSON has `Id`), and a field that docker's type lacks is an error.
"""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.output.template.gomethods import STRUCT_METHODS, TEXT_METHODS, Duration, NamedText
from pydock_core.output.template.gotypes import declaration
from pydock_core.output.template.values import JSONNumber, TypedDict, TypedList, TypedNil, is_true, plain
from pydock_core.output.times import engine_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ZEROS: dict[str, Any] = {"string": "", "int": 0, "bool": False, "float64": 0.0, "any": None, "[2]uint": [0, 0]}
# Types that docker marshals as a map.
_SORTED = ("registry.IndexInfo", "registry.ServiceConfig")


class Struct:
    """A Go struct over a decoded JSON object."""

    __slots__ = ("_data", "_name", "go_type")

    def __init__(self, name: str, data: dict[str, Any], *, is_pointer: bool) -> None:
        self._name = name
        self._data = data
        self.go_type = f"*{name}" if is_pointer else name

    def field(self, name: str) -> Any:
        """Returns the typed value of a field or of a method; raises KeyError if the type lacks it."""
        field = _fields(self._name).get(name) or _members(self._name).get(name)
        if field is None:
            return STRUCT_METHODS[self._name][name](self._data)
        return typed(self._data if field.is_embedded else self._data.get(field.key), field.kind)

    def text(self) -> str:
        """Returns the fields' values in braces, as Go prints a struct; the targets of pointers are shown, too.

        A struct with a method `String` prints as its result.
        """
        methods = STRUCT_METHODS.get(self._name, {})
        if "String" in methods:
            return str(methods["String"](self._data))
        return f"{{{' '.join(plain(self.field(name)) for name in _fields(self._name))}}}"

    def marshal(self) -> dict[str, Any]:
        """Returns the fields of the type in Go's order; a field that the engine did not send has its zero value."""
        members: dict[str, Any] = {}
        for field in _members(self._name).values():
            value = typed(self._data.get(field.key), field.kind)
            # A pointer that is not nil is never empty.
            is_empty = isinstance(value, TypedNil) if field.kind.startswith("*") else not is_true(value)
            if not (field.omits_empty and is_empty):
                members[field.key] = value
        return dict(sorted(members.items())) if self._name in _SORTED else members


class _Field:
    """A field of a struct: its key in JSON, its type, and whether JSON leaves it out when it is empty.

    An embedded field is a struct whose fields are those of the outer struct, too, in templates and in JSON.
    """

    __slots__ = ("is_embedded", "key", "kind", "omits_empty")

    def __init__(self, key: str, kind: str, *, omits_empty: bool, is_embedded: bool) -> None:
        self.key = key
        self.kind = kind
        self.omits_empty = omits_empty
        self.is_embedded = is_embedded


class Time:
    """A point in time, which prints as `2024-01-02 15:04:05 +0000 UTC`."""

    __slots__ = ("_sent",)
    go_type = "time.Time"

    def __init__(self, sent: str) -> None:
        self._sent = sent

    def text(self) -> str:
        """Returns the time as Go prints it; an invalid one as received."""
        try:
            return engine_time(self._sent)
        except InvalidValue:
            return self._sent

    def marshal(self) -> str:
        """Returns the time as the engine sent it."""
        return self._sent


_known: dict[str, dict[str, _Field]] = {}
_known_members: dict[str, dict[str, _Field]] = {}


def _fields(name: str) -> dict[str, _Field]:
    """Returns the fields of a struct by name, in their order."""
    fields = _known.get(name)
    if fields is None:
        fields = _known[name] = {}
        for entry in (declaration(name) or "").split():
            left, _, kind = entry.partition(":")
            own, _, key = left.partition("=")
            bare = own.rstrip("?@")
            fields[bare] = _Field(key or bare, kind, omits_empty="?" in own, is_embedded="@" in own)
    return fields


def _members(name: str) -> dict[str, _Field]:
    """Returns the fields of a struct by name, with those of an embedded struct in its place."""
    members = _known_members.get(name)
    if members is None:
        members = _known_members[name] = {}
        for own, field in _fields(name).items():
            members.update(_members(field.kind.lstrip("*")) if field.is_embedded else {own: field})
    return members


def typed(value: Any, kind: str) -> Any:
    """Returns a decoded JSON value as Go type `kind`, such as `container.InspectResponse` or `map[string]string`.

    A value that is not of that type is returned unchanged.
    """
    if kind.startswith("*"):
        if value is None:
            return TypedNil(kind)
        return Struct(kind[1:], value, is_pointer=True) if _is_struct(kind[1:], value) else typed(value, kind[1:])
    if kind.startswith("[]"):
        items = [] if value is None else value
        if not isinstance(items, list):
            return value
        return TypedList([typed(item, kind[2:]) for item in items], _shown(kind), is_nil=value is None)
    if kind.startswith("map["):
        members = {} if value is None else value
        if not isinstance(members, dict):
            return value
        element = kind.partition("]")[2]
        key_kind = kind[4 : kind.index("]")]
        content = {typed(key, key_kind): typed(member, element) for key, member in members.items()}
        return TypedDict(content, _shown(kind), typed(None, element), is_nil=value is None)
    if kind == "time.Time":
        return Time(value if isinstance(value, str) else "0001-01-01T00:00:00Z")
    if kind == "time.Duration":
        return Duration(value if isinstance(value, int) else 0)
    if kind in TEXT_METHODS:
        return NamedText(value or "", kind) if value is None or isinstance(value, str) else value
    if kind in _ZEROS:
        return _ZEROS[kind] if value is None else value
    data = {} if value is None else value
    return Struct(kind, data, is_pointer=False) if _is_struct(kind, data) else value


def _is_struct(name: str, value: Any) -> bool:
    return isinstance(value, dict) and declaration(name) is not None


def _shown(kind: str) -> str:
    return kind[:-3] + "interface {}" if kind.endswith("]any") else kind


def untyped(text: str) -> Any:
    """Decodes a JSON text without Go types; numbers keep their spelling."""
    import json

    return json.loads(text, parse_int=JSONNumber, parse_float=JSONNumber)
