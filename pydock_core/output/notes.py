"""docker's notes: ` Info -> …`, in italics on a terminal."""

from __future__ import annotations

_PLAIN = " Info -> "
_FANCY = "\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m"
_FLAG = "--platform"


def note(text: str, *, fancy: bool) -> str:
    """Returns a note of one or more lines, after an empty line; `fancy` adds the escape codes for a terminal."""
    if fancy:
        text = text.replace(_FLAG, f"\x1b[1m{_FLAG}\x1b[0m")
    lines = [f"\x1b[3m{line}\x1b[0m" if fancy else line for line in text.split("\n")]
    return "\n" + (_FANCY if fancy else _PLAIN) + ("\n" + " " * len(_PLAIN)).join(lines) + "\n"
