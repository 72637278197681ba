"""A command without options, as the module of a raw command."""

from __future__ import annotations


def command(_session: object) -> int:
    """Returns an exit status."""
    return 0
