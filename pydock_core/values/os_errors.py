"""The operating system's errors in Go's words, as docker prints them."""

from __future__ import annotations


def os_error_text(error: OSError) -> str:
    """Returns the error's text with a lower-case first letter: `no such file or directory`."""
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]
