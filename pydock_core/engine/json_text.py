"""JSON texts to values and back, quick to import: the C scanner when there is one, the `json` package otherwise.

What is written is Go's `encoding/json`: compact, keys in their order, `<`, `>` and `&` escaped, non-ASCII as it is.
"""

from __future__ import annotations

from ..errors import ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WHITESPACE = " \t\n\r"


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


class _Context:
    """What the C scanner wants to know: the attributes of a `json.JSONDecoder` with its defaults."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = staticmethod(_constant)
    memo: dict[str, str] = {}  # noqa: RUF012 (the scanner clears it itself)


def decode(data: bytes | str) -> Any:
    """The value of one JSON text; ProtocolError says where the text is wrong, cut short, or followed by something.

    Invalid UTF-8 becomes U+FFFD, as in Go. NaN and Infinity are refused.
    """
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    start = 0
    while start < len(text) and text[start] in _WHITESPACE:
        start += 1
    try:
        value, end = _scan(text, start)
    except RecursionError:
        raise ProtocolError("the JSON text is nested too deeply") from None
    except (StopIteration, ValueError, SystemError):
        # The C scanner can only say that it failed (SystemError) until `json` is imported.
        raise ProtocolError(_reason(text)) from None
    if end < len(text) and text[end:].strip(_WHITESPACE):
        raise ProtocolError(f"{_invalid(text, end)} after top-level value")
    return value


def _reason(text: str) -> str:
    """Why the text is no JSON."""
    import json

    try:
        json.loads(text, parse_constant=_constant)
    except json.JSONDecodeError as error:
        if error.pos < len(text) and not error.msg.startswith("Unterminated"):
            return _invalid(text, error.pos)
    except ValueError as error:
        return str(error)
    return "unexpected end of JSON input"


def _invalid(text: str, position: int) -> str:
    """Go's leading words for a text that is no JSON; `position` counts characters from 0."""
    return f"invalid character {text[position]!r} at character {position + 1} of the JSON text"


try:
    from _json import encode_basestring as _quote
    from _json import make_scanner

    _scan = make_scanner(_Context())  # type: ignore[arg-type]  # typeshed names the wrong argument
except ImportError:
    from json import JSONDecoder
    from json.encoder import encode_basestring as _quote

    _scan = JSONDecoder(parse_constant=_constant).scan_once  # type: ignore[attr-defined]


def encode(value: object) -> str:
    """`value` (dict, list, str, int, float, bool, None, nested) as compact JSON; TypeError for anything else."""
    if isinstance(value, str):
        if not value.isascii():
            # A lone surrogate is a byte of the command line that is no UTF-8; Go writes U+FFFD for it.
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text: str = _quote(value)
        for special in "&<>\u2028\u2029":
            if special in text:
                text = text.replace(special, f"\\u{ord(special):04x}")
        return text
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{encode(str(key))}:{encode(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([encode(item) for item in value]) + "]"
    raise TypeError(f"{type(value).__name__} is no JSON value")
