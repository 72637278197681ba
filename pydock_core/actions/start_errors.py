"""Classifies the engine's message about a failed start, for docker's exit status: 125, 126 or 127."""

from __future__ import annotations

from pydock_core.errors import CommandNotExecutable, CommandNotFound, ContainerNotStarted

_NOT_FOUND = ("executable file not found", "no such file or directory", "system cannot find the file specified")
_NOT_EXECUTABLE = ("permission denied", "is a directory")


def start_error_class(message: str) -> type[ContainerNotStarted]:
    """Returns the class of the error that `run` raises for a create or a start that failed with `message`."""
    if any(words in message for words in _NOT_FOUND):
        return CommandNotFound
    if any(words in message for words in _NOT_EXECUTABLE):
        return CommandNotExecutable
    return ContainerNotStarted
