"""Percent-encoding of paths and queries, byte for byte as Go's `net/url` writes them (docker's requests are Go's)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_PATH = _UNRESERVED | frozenset(b"$&+,/:;=@")


def _escape(text: str, kept: frozenset[int]) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if kept.issuperset(data):
        return text
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in data)


def path_escape(text: str) -> str:
    """`text` as a part of a URL's path; slashes stay, since image names have them (Go's `URL.EscapedPath`)."""
    return _escape(text, _PATH)


def query_escape(text: str) -> str:
    """`text` as a key or value of a query; a space becomes `+` (Go's `url.QueryEscape`)."""
    if " " in text:
        return "+".join(_escape(part, _UNRESERVED) for part in text.split(" "))
    return _escape(text, _UNRESERVED)


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs as a query string in their order, without the question mark."""
    return "&".join([f"{query_escape(key)}={query_escape(value)}" for key, value in pairs])
