"""JSON as Go's `json.Marshal` writes it: compact, `<`, `>` and `&` escaped by default."""

from __future__ import annotations

from pydock_core.values.json_codec import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def marshal(value: Any, *, escape_html: bool = True, sort_keys: bool = False) -> str:
    """Returns a JSON value as text; the result of `marshal()` replaces an object that has it, in its order.

    `sort_keys` is for dicts that are maps in Go.
    """
    if isinstance(value, str):
        is_number = getattr(value, "go_type", "") == "json.Number"
        return value if is_number else _string(value, escape_html=escape_html)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if getattr(value, "is_nil", False):
        return "null"
    if isinstance(value, dict):
        return _object(sorted(value.items()) if sort_keys else value.items(), escape_html, sort_keys)
    if isinstance(value, (list, tuple)):
        items = (marshal(item, escape_html=escape_html, sort_keys=sort_keys) for item in value)
        return f"[{','.join(items)}]"
    # A list's row has its own MarshalJSON, which escapes HTML regardless of the encoder, as some structs do.
    escape_html = escape_html or getattr(value, "has_methods", False) or getattr(value, "escapes_html", False)
    content = value.marshal()
    if isinstance(content, dict):
        return _object(content.items(), escape_html, sort_keys)
    return marshal(content, escape_html=escape_html, sort_keys=sort_keys)


def _object(members: Iterable[tuple[str, Any]], escape_html: bool, sort_keys: bool) -> str:
    texts = [
        f"{_string(key, escape_html=escape_html)}:{marshal(value, escape_html=escape_html, sort_keys=sort_keys)}"
        for key, value in members
    ]
    return f"{{{','.join(texts)}}}"


def _string(text: str, *, escape_html: bool) -> str:
    plain = text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
    if plain and not (escape_html and ("<" in text or ">" in text or "&" in text)):
        return f'"{text}"'
    return dumps(text, escape_html=escape_html)


def _float(value: float) -> str:
    text = shortest_float(value, largest_exponent=21)
    if value and abs(value) < 1e-6:
        # Go drops the leading zero of the exponent.
        return text.replace("e-0", "e-")
    if "e-" in text:
        mantissa, _, exponent = text.partition("e-")
        sign = "-" if mantissa.startswith("-") else ""
        return f"{sign}0.{'0' * (int(exponent) - 1)}{mantissa.lstrip('-').replace('.', '')}"
    return text


def shortest_float(value: float, *, largest_exponent: int = 6) -> str:
    """Returns a float with the fewest digits that identify it.

    The exponent form is used below 1e-4 and from 10**`largest_exponent` up.
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    mantissa, _, power = f"{value!r}".lower().partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = int(power or 0) + len(whole) - 1 - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if not digits:
        return sign + "0"
    if exponent < -4 or exponent >= largest_exponent:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if len(digits) <= exponent + 1:
        return sign + digits.ljust(exponent + 1, "0")
    return f"{sign}{digits[: exponent + 1]}.{digits[exponent + 1 :]}"
