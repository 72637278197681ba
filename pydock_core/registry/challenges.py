"""Parses the `WWW-Authenticate` headers of registries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Challenge = tuple[str, dict[str, str]]

_WORD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]*")
_BLANKS = re.compile(r"[ \t]*")
_SEPARATORS = re.compile(r"[ \t,]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*\\?)"?', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_challenges(header: str) -> list[Challenge]:
    """Returns (scheme in lower case, parameters) of each challenge in `Bearer realm="…",service="…", Basic realm="…"`.

    Parsing stops at the first invalid part; an empty header has no challenge.
    """
    found: list[Challenge] = []
    at = _end(_SEPARATORS, header, 0)
    while at < len(header):
        end = _end(_WORD, header, at)
        if end == at:
            break
        parameters, following = _parameters(header, _end(_BLANKS, header, end))
        found.append((header[at:end].lower(), parameters))
        at = _end(_SEPARATORS, header, following)
    return found


def _parameters(header: str, at: int) -> tuple[dict[str, str], int]:
    """Returns the parameters after a scheme, and where they end: the next challenge begins with a word without `=`."""
    parameters: dict[str, str] = {}
    while at < len(header):
        end = _end(_WORD, header, at)
        equals = _end(_BLANKS, header, end)
        if end == at or not header.startswith("=", equals):
            return parameters, at
        value, following = _value(header, _end(_BLANKS, header, equals + 1))
        parameters[header[at:end].lower()] = value
        at = _end(_SEPARATORS, header, following)
    return parameters, at


def _value(header: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(header, at)
    if quoted is not None:
        return _ESCAPED.sub(r"\1", quoted[1]), quoted.end()
    end = _end(_WORD, header, at)
    return header[at:end], end


def _end(pattern: re.Pattern[str], header: str, at: int) -> int:
    match = pattern.match(header, at)
    return at if match is None else match.end()
