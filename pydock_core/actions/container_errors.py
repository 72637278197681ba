"""The errors of a container that was not created, did not start, or whose exit status is unknown: docker's 125 to 127.

`run` must not end with status 1 for any of them: 1 could be the status of the container's own command.
"""

from __future__ import annotations

from pydock_core.errors import PluginError, PyDockError

_NOT_FOUND = ("executable file not found", "no such file or directory", "system cannot find the file specified")
_NOT_EXECUTABLE = ("permission denied", "is a directory")


class CreateRefused(PluginError):
    """A plugin refused to create a container, or failed before its decision; the message is the plugin's."""


class ContainerNotStarted(PyDockError):
    """`run` ended before the container's command ran: a value, the engine or a plugin prevented it."""

    exit_code = 125


class CommandNotExecutable(ContainerNotStarted):
    """The container's command can't be executed."""

    exit_code = 126


class CommandNotFound(ContainerNotStarted):
    """The image has no such command."""

    exit_code = 127


class RunRefused(ContainerNotStarted, CreateRefused):
    """The form of `CreateRefused` that `run` raises: status 1 could be the container's own."""


class WaitFailed(PyDockError):
    """The container ran, but its exit status is unknown."""

    exit_code = 125


class ExecStatusUnknown(PyDockError):
    """The command ran, but the engine can't report its exit status."""

    exit_code = 255


def start_error_class(message: str) -> type[ContainerNotStarted]:
    """Returns the class of the error that `run` raises for a create or a start that failed with `message`."""
    if any(words in message for words in _NOT_FOUND):
        return CommandNotFound
    if any(words in message for words in _NOT_EXECUTABLE):
        return CommandNotExecutable
    return ContainerNotStarted
