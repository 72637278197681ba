"""JSON text ↔ Python values, as Go's encoding/json reads and writes it.

The only module that uses `_json`, the C half of the public module: importing `json` itself costs a third of a `docker
ps`. Where `_json` is missing, the public module replaces it.
"""

from __future__ import annotations

from pydock_core.errors import InvalidValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BLANKS = " \t\r\n"


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise InvalidValue(f"json: cannot unmarshal number {text} into Go value of type float64")
    return number


def _refuse_constant(name: str) -> Any:
    """Refuses `NaN` and `Infinity`, which Python accepts and JSON does not."""
    raise InvalidValue(f"invalid character '{name.lstrip('-')[0]}' looking for beginning of value")


def _refuse(value: object) -> Any:
    raise InvalidValue(f"json: unsupported type: {type(value).__name__}")


class _Context:
    """The attributes of a decoder that the C scanner needs."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = staticmethod(_finite)
    parse_int = int
    parse_constant = staticmethod(_refuse_constant)


_scan: Callable[[str, int], tuple[Any, int]]
_encode: Callable[[Any, bool], str]
_quote: Callable[[str], str]

try:
    from _json import encode_basestring as _quote
    from _json import make_encoder as _make_encoder
    from _json import make_scanner as _make_scanner
except ImportError:
    from json import JSONDecoder, JSONEncoder
    from json.encoder import encode_basestring as _quote

    _scan = JSONDecoder(parse_float=_finite, parse_constant=_refuse_constant).raw_decode

    def _encode(value: Any, sort_keys: bool) -> str:
        return JSONEncoder(
            ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=sort_keys, default=_refuse
        ).encode(value)

else:
    _scan = _make_scanner(_Context)  # type: ignore[arg-type]  # typeshed asks for a JSONDecoder, which costs `json`

    def _encode(value: Any, sort_keys: bool) -> str:
        encoder = _make_encoder(None, _refuse, _quote, None, ":", ",", sort_keys, False, False)
        return "".join(encoder(value, 0))


def loads(data: bytes | str) -> Any:
    """Decodes one JSON text, which may have blanks around it, but no other text.

    Invalid UTF-8, and escapes of half a surrogate pair, become U+FFFD, as in docker. Raises InvalidValue for truncated,
    empty or malformed text, NaN, infinities and excessive depth (with Go's message, where it is short).
    """
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    start = 0
    if text[:1] in _BLANKS:
        start = len(text) - len(text.lstrip(_BLANKS))
    try:
        value, end = _scan(text, start)
    except SystemError:
        # Before Python 3.12 the scanner can't raise its error unless json.decoder has been imported.
        import json.decoder  # noqa: F401

        return loads(text)
    except StopIteration as stop:
        raise _unexpected(text, stop.value) from None
    except InvalidValue:
        raise
    except RecursionError:
        raise InvalidValue("exceeded max depth") from None
    except ValueError as error:  # JSONDecodeError, or an integer of thousands of digits
        message = str(error)
        if message.startswith("Exceeds the limit"):
            raise InvalidValue("a number with thousands of digits") from None
        position = len(text) if message.startswith("Unterminated string") else getattr(error, "pos", 0)
        if position >= len(text) or message.startswith("Expecting value"):
            raise _unexpected(text, position) from None
        raise InvalidValue(f"invalid JSON: {message}") from None
    if end != len(text):
        rest = text[end:].lstrip(_BLANKS)
        if rest:
            raise InvalidValue(f"invalid character {_character(rest)} after top-level value")
    if "\\ud" in text or "\\uD" in text:
        value = _without_surrogates(value)
    return value


def dumps(value: Any, *, sort_keys: bool = False, indent: int | None = None, escape_html: bool = False) -> str:
    """Returns JSON text without blanks; with `indent`, one member per line, that many blanks per level.

    `escape_html` writes `<`, `>` and `&` as Go's json.Marshal does. U+2028 and U+2029 are always escaped; surrogates,
    which stand for invalid UTF-8 of the command line, become `\\ufffd`. Go sorts the keys of a map and not those of a
    struct: hence `sort_keys`. Raises InvalidValue for NaN, cycles and foreign types.
    """
    try:
        text = _encode(value, sort_keys) if indent is None else _indented(value, " " * indent, "\n", sort_keys)
    except InvalidValue:
        raise
    except RecursionError:
        raise InvalidValue("json: unsupported value: encountered a cycle") from None
    except (ValueError, TypeError) as error:
        raise InvalidValue(f"json: unsupported value: {error}") from None
    if escape_html:
        text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    if not text.isascii():
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        try:
            text.encode()
        except UnicodeEncodeError:
            text = _replace_surrogates(text, "\\ufffd")
    return text


def compact(text: str) -> str:
    """Returns the JSON text without blanks between its tokens, as json.Compact.

    Numbers and keys keep their spelling.
    """
    loads(text)
    pieces = _split_strings(text)
    pieces[::2] = ["".join(piece.split()) for piece in pieces[::2]]
    return '"'.join(pieces)


def _split_strings(text: str) -> list[str]:
    """Splits valid JSON at its quotes: text outside of strings, inside, outside, …"""
    pieces = []
    start = index = 0
    inside = False
    while index < len(text):
        character = text[index]
        if inside and character == "\\":
            index += 1
        elif character == '"':
            pieces.append(text[start:index])
            start = index + 1
            inside = not inside
        index += 1
    pieces.append(text[start:])
    return pieces


def _indented(value: Any, step: str, newline: str, sort_keys: bool) -> str:
    deeper = newline + step
    if isinstance(value, dict) and value:
        members = sorted(value.items()) if sort_keys else value.items()
        lines = [f"{_quote(key)}: {_indented(member, step, deeper, sort_keys)}" for key, member in members]
        return "{" + deeper + ("," + deeper).join(lines) + newline + "}"
    if isinstance(value, (list, tuple)) and value:
        lines = [_indented(member, step, deeper, sort_keys) for member in value]
        return "[" + deeper + ("," + deeper).join(lines) + newline + "]"
    return _encode(value, sort_keys)


def _unexpected(text: str, position: int) -> InvalidValue:
    if position >= len(text):
        return InvalidValue("unexpected end of JSON input")
    return InvalidValue(f"invalid character {_character(text[position:])} looking for beginning of value")


def _character(text: str) -> str:
    """Returns the first character as Go's errors quote it."""
    first = text[0]
    if first in "'\\":
        return f"'\\{first}'"
    return f"'{first}'" if first.isprintable() else repr(first)


def _replace_surrogates(text: str, by: str) -> str:
    return "".join(by if "\ud800" <= character <= "\udfff" else character for character in text)


def _without_surrogates(value: Any) -> Any:
    """Returns a decoded value with U+FFFD for each surrogate; changes its lists and objects, at any depth."""
    top = [value]
    waiting: list[Any] = [top]
    while waiting:
        container = waiting.pop()
        is_object = isinstance(container, dict)
        members = list(container.items() if is_object else enumerate(container))
        if is_object:
            container.clear()
        for key, member in members:
            if isinstance(member, str):
                member = _replace_surrogates(member, "\ufffd")
            elif isinstance(member, (dict, list)):
                waiting.append(member)
            container[_replace_surrogates(key, "\ufffd") if is_object else key] = member
    return top[0]
