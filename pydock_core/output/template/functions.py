"""The functions of a template: text/template's own and docker's."""

from __future__ import annotations

from pydock_core.output.template import compare
from pydock_core.output.template.escape import html, javascript, query
from pydock_core.output.template.printf import sprintf
from pydock_core.output.template.values import MISSING, TypedDict, TypedNil, is_true, printed, type_name
from pydock_core.output.template_json import marshal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


_LONGEST_PADDING = 2**20


class CallError(Exception):
    """The error of a function; the message is Go's."""


class Function:
    """A function with the Go types of its parameters; `rest` is the type of any further ones."""

    __slots__ = ("call", "parameters", "rest")

    def __init__(self, call: Callable[..., Any], parameters: tuple[str, ...] = (), rest: str | None = None) -> None:
        self.call = call
        self.parameters = parameters
        self.rest = rest

    def type_of(self, index: int) -> str:
        """Returns the type of the parameter at `index`; only for an accepted number of arguments."""
        return self.parameters[index] if index < len(self.parameters) else self.rest or ANY


# Types of parameters that accept anything; `interface {}` turns a missing value into nil.
ANY, VALUE = "interface {}", "reflect.Value"
LIST, STRING, INT = "[]string", "string", "int"


def _index(item: Any, *indexes: Any) -> Any:
    if item is None or item is MISSING:
        raise CallError("index of untyped nil")
    for index in indexes:
        if item is None or isinstance(item, TypedNil):
            raise CallError("index of nil pointer")
        if isinstance(item, (list, str)):
            sequence: Any = item.encode("utf-8", "surrogatepass") if isinstance(item, str) else item
            position = _position(index, len(sequence))
            if position == len(sequence):
                raise CallError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
            item = sequence[position]
        elif isinstance(item, dict):
            if index is None or index is MISSING:
                raise CallError("value is nil; should be of type string")
            key_type = item.key_type if isinstance(item, TypedDict) else "string"
            if not isinstance(index, str) or key_type != "string":
                raise CallError(f"value has type {type_name(index)}; should be {key_type}")
            item = item.get(index, item.zero if isinstance(item, TypedDict) else None)
        else:
            raise CallError(f"can't index item of type {type_name(item)}")
    return item


def _position(index: Any, end: int) -> int:
    if index is None or index is MISSING:
        raise CallError("cannot index slice/array with nil")
    if isinstance(index, bool) or not isinstance(index, int):
        raise CallError(f"cannot index slice/array with type {type_name(index)}")
    if index < 0 or index > end:
        raise CallError(f"index out of range: {index}")
    return index


def _slice(item: Any, *indexes: Any) -> Any:
    if item is None or item is MISSING:
        raise CallError("slice of untyped nil")
    if len(indexes) > 3:
        raise CallError(f"too many slice indexes: {len(indexes)}")
    if isinstance(item, str):
        if len(indexes) == 3:
            raise CallError("cannot 3-index slice a string")
        sequence: Any = item.encode("utf-8", "surrogatepass")
    elif isinstance(item, list):
        sequence = item
    else:
        raise CallError(f"can't slice item of type {type_name(item)}")
    bounds = [0, len(sequence), len(sequence)]
    for place, index in enumerate(indexes):
        bounds[place] = _position(index, len(sequence))
    for lower, upper in ((bounds[0], bounds[1]), (bounds[1], bounds[2])):
        if lower > upper:
            raise CallError(f"invalid slice index: {lower} > {upper}")
    part = sequence[bounds[0] : bounds[1]]
    return part.decode("utf-8", "replace") if isinstance(part, bytes) else part


def _length(item: Any) -> int:
    if item is None or isinstance(item, TypedNil):
        raise CallError("len of nil pointer")
    if item is MISSING:
        raise CallError("reflect: call of reflect.Value.Type on zero Value")
    if isinstance(item, str):
        return len(item.encode("utf-8", "surrogatepass"))
    if isinstance(item, (list, dict)):
        return len(item)
    raise CallError(f"len of type {type_name(item)}")


def _call(function: Any, *_: Any) -> Any:
    if function is None or function is MISSING:
        raise CallError("call of nil")
    raise CallError(f"non-function of type {type_name(function)}")


def _pad(source: str, before: int, after: int) -> str:
    if not source:
        return source
    if before < 0 or after < 0:
        raise CallError("strings: negative Repeat count")
    if max(before, after) > _LONGEST_PADDING:
        raise CallError("strings: Repeat output length overflow")
    return " " * before + source + " " * after


def _truncate(source: str, length: int) -> str:
    data = source.encode("utf-8", "surrogatepass")
    if len(data) < length:
        return source
    if length < 0:
        raise CallError(f"runtime error: slice bounds out of range [:{length}]")
    return data[:length].decode("utf-8", "replace")


def _split(text: str, separator: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _title(text: str) -> str:
    parts: list[str] = []
    before = " "
    for character in text:
        starts = not (before.isalnum() or before == "_") and (before.isascii() or before.isspace())
        parts.append(character.upper() if starts and len(character.upper()) == 1 else character)
        before = character
    return "".join(parts)


def _lower(text: str) -> str:
    # Go maps each character to exactly one.
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _upper(text: str) -> str:
    return "".join(up if len(up := character.upper()) == 1 else character for character in text)


def _printed(*values: Any) -> str:
    return printed(list(values))


def _escapable(*values: Any) -> str:
    return printed(["<no value>" if value is None else value for value in values])


# `and` and `or` are evaluated by the compiler, which stops at the first value that decides.
FUNCTIONS: dict[str, Function] = {
    "and": Function(is_true, (VALUE,), VALUE),
    "or": Function(is_true, (VALUE,), VALUE),
    "not": Function(lambda value: not is_true(value), (VALUE,)),
    "call": Function(_call, (VALUE,), VALUE),
    "index": Function(_index, (VALUE,), VALUE),
    "slice": Function(_slice, (VALUE,), VALUE),
    "len": Function(_length, (VALUE,)),
    "html": Function(lambda *values: html(_escapable(*values)), (), ANY),
    "js": Function(lambda *values: javascript(_escapable(*values)), (), ANY),
    "urlquery": Function(lambda *values: query(_escapable(*values)), (), ANY),
    "print": Function(_printed, (), ANY),
    "printf": Function(lambda form, *values: sprintf(form, list(values)), (STRING,), ANY),
    "println": Function(lambda *values: " ".join(printed([value]) for value in values) + "\n", (), ANY),
    "eq": Function(compare.equal, (VALUE,), VALUE),
    "ne": Function(compare.not_equal, (VALUE, VALUE)),
    "lt": Function(compare.less, (VALUE, VALUE)),
    "le": Function(compare.less_or_equal, (VALUE, VALUE)),
    "gt": Function(lambda a, b: not compare.less_or_equal(a, b), (VALUE, VALUE)),
    "ge": Function(lambda a, b: not compare.less(a, b), (VALUE, VALUE)),
    "json": Function(lambda value: marshal(value, escape_html=False, sort_keys=True), (ANY,)),
    "split": Function(_split, (STRING, STRING)),
    "join": Function(lambda values, separator: separator.join(values), (LIST, STRING)),
    "title": Function(_title, (STRING,)),
    "lower": Function(_lower, (STRING,)),
    "upper": Function(_upper, (STRING,)),
    "pad": Function(_pad, (STRING, INT, INT)),
    "truncate": Function(_truncate, (STRING, INT)),
}

# Functions for a table's header row, which must stay unchanged by what the template does to values.
HEADER_FUNCTIONS: dict[str, Function] = {
    **FUNCTIONS,
    **{name: Function(lambda value: value, (STRING,)) for name in ("json", "title", "lower", "upper")},
    **{name: Function(lambda value, _: value, (STRING, STRING)) for name in ("split", "join")},
    "truncate": Function(lambda value, _: value, (STRING, INT)),
}
