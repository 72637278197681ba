"""Decodes and validates the JSON of responses; every fault in it is a ProtocolError."""

from __future__ import annotations

from pydock_core.errors import InvalidValue, ProtocolError
from pydock_core.values.json_codec import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias, TypeVar

    Expected = TypeVar("Expected", dict[str, Any], list[Any])
    Shape: TypeAlias = "type | dict[str, Shape] | list[Shape]"


_LARGE = 1 << 24  # bytes; the values of a shorter text can't fill the memory
VALUES_LIMIT = 1 << 25  # 335 for each of 100,000 containers in a list; a decoded value takes 50 bytes and more


def decode(data: bytes | str) -> Any:
    """Returns the value of one JSON text; raises ProtocolError, which says what is wrong with the text.

    A text with more than 33 million values is refused before it is decoded.
    """
    if len(data) > _LARGE:
        if isinstance(data, str):
            values = data.count(",") + data.count("[") + data.count("{")
        else:
            values = data.count(b",") + data.count(b"[") + data.count(b"{")
        if values > VALUES_LIMIT:
            raise ProtocolError(f"more than {VALUES_LIMIT} values")
    try:
        return loads(data)
    except InvalidValue as error:
        raise ProtocolError(error.message) from error


def decode_answer(method: str, path: str, data: bytes, expect: type[Expected], shape: Shape | None = None) -> Expected:
    """Returns the value of a response's body, which must be an object (`expect=dict`) or a list of objects (`list`).

    `null` is an empty list where a list is expected (Go's nil slice). `shape` (see `validate`) is that of the object,
    or of each object in the list. Raises ProtocolError, which names the request, for anything else.
    """
    try:
        value = decode(data)
    except ProtocolError as error:
        raise ProtocolError(f"the engine's answer to {method} {path} is no JSON: {error.message}") from error
    if value is None and expect is list:
        return expect()
    if not isinstance(value, expect):
        due = "an object" if expect is dict else "a list"
        raise ProtocolError(f"the engine's answer to {method} {path} is not {due}, as it should be")
    if expect is list and not all([item.__class__ is dict for item in value]):
        raise ProtocolError(f"the engine's answer to {method} {path} is not a list of objects, as it should be")
    if shape is not None:
        wrong = validate(value, shape if expect is dict else [shape])
        if wrong:
            raise ProtocolError(f"the engine's answer to {method} {path} is wrong: {wrong.removeprefix('.')}")
    return value


def validate(value: Any, shape: Shape) -> str:
    """Returns where a decoded JSON value differs from a shape, "" if nowhere: `.Ports[0].Type is a number, not a text`.

    A shape is `str`, `int`, `bool` or `dict`, a list of one shape, an object's members by name, or `{"": shape}` for
    members of any name. As in Go, members may be missing or `null`, unknown members are ignored, and an `int` has
    64 bits.
    """
    if isinstance(shape, list):
        if value.__class__ is not list:
            return _mismatch(value, list)
        for index, item in enumerate(value):
            wrong = validate(item, shape[0])
            if wrong:
                return f"[{index}]{wrong}"
    elif isinstance(shape, dict):
        if value.__class__ is not dict:
            return _mismatch(value, dict)
        of_any_name = shape.get("")
        for key, inner in (dict.fromkeys(value, of_any_name) if of_any_name else shape).items():
            member = value.get(key)
            if (member is None and not of_any_name) or (member.__class__ is inner and inner is not int):
                continue
            wrong = validate(member, inner)
            if wrong:
                return f".{key}{wrong}"
    elif value.__class__ is not shape or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        return _mismatch(value, shape)
    return ""


def _mismatch(value: Any, expected: type) -> str:
    from pydock_core.engine.api.type_mismatch import describe_mismatch

    return describe_mismatch(value, expected)
