"""A JSON object of the user's, written anew: what its owner doesn't know keeps its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config import go_json_decoder
from pydock_core.values import json_codec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def edited(data: bytes, before: Mapping[str, Any], after: Mapping[str, Any], known: Mapping[str, str]) -> bytes:
    """`after` as JSON, its members in their order, with their bytes in `data` for those that docker doesn't know.

    `data` holds the object of which `before` was read; `known` has the keys that docker knows, by their small letters.
    What it knows is laid out as it does it: `<`, `>` and `&` escaped, indented with tabs, or else as `data` is.
    """
    text = _object(data, before, after, known, _indentation(data), 1)
    return text + (b"\n" if data.endswith(b"\n") else b"")


def laid_out(value: object, blanks: str = "\t", depth: int = 0) -> str:
    """A value as docker writes it, with these blanks for each level; its later lines are `depth` levels in."""
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
    """With None for `known`, the inside of what is known."""
    if not after:
        return b"{}"
    names = known or {}
    written = {names.get(key.lower(), key): (whole, value) for key, whole, value in go_json_decoder.members(data)}
    spelt = {*names.values()}
    members = []
    for key, value in after.items():
        old, (whole, text) = before.get(key), written.get(key, (b"", b""))
        is_same = bool(whole) and json_codec.dumps(old) == json_codec.dumps(value)
        if is_same and known is not None and key not in spelt:
            members.append(whole)
            continue
        if whole and isinstance(old, dict) and isinstance(value, dict):
            text = _object(text, old, value, None, blanks, depth + 1)
        elif not is_same or not isinstance(value, (int, float)):  # 2.50 is the number that 2.5 is, and stays 2.50
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
