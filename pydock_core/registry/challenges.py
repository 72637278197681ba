"""Parses the `WWW-Authenticate` headers of registries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Challenge = tuple[str, dict[str, str]]

_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def parse_challenges(header: str) -> list[Challenge]:
    """Returns (scheme in lower case, parameters) of each challenge in `Bearer realm="…",service="…", Basic realm="…"`.

    Parsing stops at the first invalid part; an empty header has no challenge.
    """
    found: list[Challenge] = []
    text = header.lstrip(" \t,")
    while text:
        scheme, rest = _token(text)
        if not scheme:
            break
        parameters, text = _parameters(rest.lstrip(" \t"))
        found.append((scheme.lower(), parameters))
        text = text.lstrip(" \t,")
    return found


def _parameters(text: str) -> tuple[dict[str, str], str]:
    """Returns the parameters after a scheme, and the rest: the next challenge begins with a word without `=`."""
    parameters: dict[str, str] = {}
    while text:
        name, rest = _token(text)
        rest = rest.lstrip(" \t")
        if not name or not rest.startswith("="):
            return parameters, text
        value, rest = _value(rest[1:].lstrip(" \t"))
        parameters[name.lower()] = value
        text = rest.lstrip(" \t,")
    return parameters, ""


def _token(text: str) -> tuple[str, str]:
    end = 0
    while end < len(text) and text[end] in _TOKEN:
        end += 1
    return text[:end], text[end:]


def _value(text: str) -> tuple[str, str]:
    if not text.startswith('"'):
        return _token(text)
    value = []
    position = 1
    while position < len(text) and text[position] != '"':
        if text[position] == "\\" and position + 1 < len(text):
            position += 1
        value.append(text[position])
        position += 1
    return "".join(value), text[position + 1 :]
