"""`--attach`: the names of a container's streams."""

from __future__ import annotations

from pydock_core.errors import InvalidValue


def parse_stream(text: str) -> str:
    """Returns `stdin`, `stdout` or `stderr` for a name in any case; raises InvalidValue for any other."""
    stream = text.lower()
    if stream not in ("stdin", "stdout", "stderr"):
        raise InvalidValue("valid streams are STDIN, STDOUT and STDERR")
    return stream
