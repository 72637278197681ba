"""Every error that PyDock raises on purpose, one tree; each class has its exit code.

Commands raise, `pydock_core.cli` exits:

    PyDockError                      1
    ├── UsageError                   125  an unknown flag, a value that a flag refuses (docker's flag errors)
    │   └── ArgumentCountError       1    the wrong number of arguments
    ├── UnknownCommand               1
    ├── InvalidValue                 1    a text that is no port, size, reference, …
    ├── SettingsError                1    config.toml, config.json, a context, TLS files
    ├── TemplateError                1    a `--format` that does not parse or run
    ├── PluginError                  1    a plugin that failed or has been refused
    │   └── CreateRefused            1    a plugin refused to have a container created
    ├── ContainerNotStarted          125  `run` ended before the container's command ran
    │   ├── CommandNotExecutable     126
    │   ├── CommandNotFound          127
    │   └── RunRefused               125  a plugin refused to have it created
    ├── WaitFailed                   125  how a container exited is not known
    ├── ExecStatusUnknown            255  how a command in a container exited is not known
    ├── EngineError                  1
    │   ├── ConnectionFailed         1    no engine, TLS refused, connection lost
    │   ├── ProtocolError            1    an answer that breaks HTTP, JSON or the stream framing
    │   └── APIError                 1    the engine said no; carries the HTTP status
    ├── RegistryError                1    a registry asked directly said no, or can't be asked; carries its code
    ├── Interrupted                  130  Ctrl-C
    └── ExitStatus                   n    a status that the engine gave, or 1 with the messages of several failures
"""

from __future__ import annotations


class PyDockError(Exception):
    """An error with a message for the user and an exit code; the message is printed once, on stderr."""

    exit_code = 1

    def __init__(self, message: str = "", *, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(PyDockError):
    """A command line that docker's pflag refuses; the command's usage line follows the message."""

    exit_code = 125
    set_flags: frozenset[str] = frozenset()  # the attributes of the flags that were read before


class ArgumentCountError(UsageError):
    """Too few or too many positional arguments."""

    exit_code = 1


class UnknownCommand(PyDockError):
    """No plugin owns the words that were typed."""


class InvalidValue(PyDockError, ValueError):
    """A text that cannot be turned into the API value it stands for."""


class SettingsError(PyDockError):
    """A settings file, context or TLS file that is missing, unreadable or wrong; the message names it."""


class TemplateError(PyDockError):
    """A Go template that does not parse or execute; the message is text/template's."""


class PluginError(PyDockError):
    """A plugin that failed; the message names plugin, distribution, version, hook and file."""


class CreateRefused(PluginError):
    """A plugin refused to have a container created, or failed when it was asked; the message is the plugin's."""


class ContainerNotStarted(PyDockError):
    """`run` ended before the container's command ran: a value, the engine or a plugin stands in the way."""

    exit_code = 125


class CommandNotExecutable(ContainerNotStarted):
    """The container's command can't be executed."""

    exit_code = 126


class CommandNotFound(ContainerNotStarted):
    """The image has no such command."""

    exit_code = 127


class RunRefused(ContainerNotStarted, CreateRefused):
    """What `run` makes of `CreateRefused`: status 1 could be the container's own."""


class WaitFailed(PyDockError):
    """The container ran, but its exit status is not known."""

    exit_code = 125


class ExecStatusUnknown(PyDockError):
    """The command ran, but the engine can't be asked for its exit status."""

    exit_code = 255


class EngineError(PyDockError):
    """Something between PyDock and the engine went wrong."""


class ConnectionFailed(EngineError):
    """The engine cannot be reached, or the connection was lost."""


class ProtocolError(EngineError):
    """The engine's answer breaks HTTP, JSON or the stream framing; nothing of it is believed."""


class APIError(EngineError):
    """The engine refused; `status` is the HTTP status and `message` the engine's own words."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class RegistryError(PyDockError):
    """A registry that was asked without the engine refused or can't be reached.

    `code` is the registry's (`MANIFEST_UNKNOWN`), "" when it gave none; `answered` tells that the request itself was
    answered so, and not the one for a token before it.
    """

    def __init__(self, message: str, *, code: str = "", answered: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.answered = answered


class Interrupted(PyDockError):
    """The user pressed Ctrl-C (or SIGTERM came): 128 + the signal's number."""

    exit_code = 130


class ExitStatus(PyDockError):
    """Ends PyDock with this status; prints the message, if there is one."""

    def __init__(self, exit_code: int, message: str = "") -> None:
        super().__init__(message, exit_code=exit_code)
