"""The escapes of `html`, `js` and `urlquery`."""

from __future__ import annotations

from pydock_core.output.template.quote import is_print

_HTML = {'"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
_SCRIPT = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"


def html(text: str) -> str:
    """Returns `text` escaped for HTML."""
    return "".join(_HTML.get(character, character) for character in text)


def javascript(text: str) -> str:
    """Returns `text` escaped for a JavaScript string."""
    return "".join(map(_script, text))


def _script(character: str) -> str:
    known = _SCRIPT.get(character)
    if known is not None:
        return known
    if character < " " or (character > "\x7f" and not is_print(character)):
        return f"\\u{ord(character):04X}"
    return character


def query(text: str) -> str:
    """Returns `text` escaped for the query of a URL."""
    return "".join(
        "+" if byte == 0x20 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
        for byte in text.encode("utf-8", "replace")
    )
