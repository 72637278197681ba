"""Rewrites a JSON object of the user, and keeps the bytes of the members that docker does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config import go_json_decoder
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def edited(data: bytes, before: Mapping[str, Any], after: Mapping[str, Any], known: Mapping[str, str]) -> bytes:
    """Returns `after` as JSON, in its order; members that docker does not know keep their bytes of `data`.

    `data` is the text that `before` was decoded from. `known` maps the lower-case form of every key that docker knows
    to its spelling. The values of known keys are written as docker writes them: `<`, `>` and `&` escaped, and indented
    with tabs, or with the indentation that `data` has.
    """
    text = _object(data, before, after, known, _indentation(data), 1)
    return text + (b"\n" if data.endswith(b"\n") else b"")


def laid_out(value: object, blanks: str = "\t", depth: int = 0) -> str:
    """Returns a value as JSON in docker's layout.

    `blanks` is the indentation of one level. All lines but the first are indented by `depth` more levels.
    """
    lines = []
    for line in json_codec.dumps(value, indent=1, escape_html=True).split("\n"):
        stripped = line.lstrip(" ")
        lines.append(blanks * (len(line) - len(stripped) + depth) + stripped)
    return "\n".join(lines).lstrip(blanks)


def _object(
    data: bytes,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    known: Mapping[str, str] | None,
    blanks: str,
    depth: int,
) -> bytes:
    """Returns `after` as the text of an object; `known` is None for an object inside a known member."""
    if not after:
        return b"{}"
    names = known or {}
    sources = {names.get(key.lower(), key): (member, value) for key, member, value in go_json_decoder.members(data)}
    known_keys = {*names.values()}
    members = []
    for key, value in after.items():
        old, (source, text) = before.get(key), sources.get(key, (b"", b""))
        is_same = bool(source) and json_codec.dumps(old) == json_codec.dumps(value)
        if is_same and known is not None and key not in known_keys:
            members.append(source)
            continue
        if source and isinstance(old, dict) and isinstance(value, dict):
            text = _object(text, old, value, None, blanks, depth + 1)
        elif not is_same or not isinstance(value, (int, float)):  # an unchanged number keeps its spelling: 2.50
            text = laid_out(value, blanks, depth).encode()
        members.append(json_codec.dumps(key, escape_html=True).encode() + b": " + text)
    inside, outside = (blanks * depth).encode(), (blanks * (depth - 1)).encode()
    return b"{\n" + inside + (b",\n" + inside).join(members) + b"\n" + outside + b"}"


def _indentation(data: bytes) -> str:
    for line in data.decode("utf-8", "replace").splitlines():
        blanks = line[: len(line) - len(line.lstrip(" \t"))]
        if blanks and blanks != line:
            return blanks
    return "\t"
