"""Every error that PyDock raises on purpose, one tree; each class has its exit status.

Commands raise, `invocation/errors.py` turns the error into a message and the status. Every command imports this module,
so the errors of containers, marked *, are in `actions/container_errors.py`.

    PyDockError                      1
    ├── UsageError                   125  an unknown flag, a value that a flag refuses (docker's flag errors)
    │   └── ArgumentCountError       1    the wrong number of arguments
    ├── UnknownCommand               1
    ├── InvalidValue                 1    a text that is not a valid port, size, reference, …
    ├── SettingsError                1    config.toml, config.json, a context, TLS files
    ├── TemplateError                1    a `--format` that does not parse or run
    ├── PluginError                  1    a plugin that failed or has been refused
    │   └── CreateRefused *          1    a plugin refused to create a container
    ├── ContainerNotStarted *        125  `run` ended before the container's command ran
    │   ├── CommandNotExecutable *   126
    │   ├── CommandNotFound *        127
    │   └── RunRefused *             125  a plugin refused to create it
    ├── WaitFailed *                 125  the exit status of a container is unknown
    ├── ExecStatusUnknown *          255  the exit status of a command in a container is unknown
    ├── EngineError                  1
    │   ├── ConnectionFailed         1    no engine, TLS refused, connection lost
    │   ├── ProtocolError            1    a response that is not valid HTTP, JSON or stream framing
    │   └── APIError                 1    the engine refused a request; carries the HTTP status
    ├── RegistryError                1    a registry refused a request, or can't be reached; carries its code
    ├── Interrupted                  130  Ctrl-C
    └── ExitStatus                   n    a status that the engine gave, or 1 with the messages of several failures
"""

from __future__ import annotations


class PyDockError(Exception):
    """The base of all errors: PyDock prints `message` to stderr, without a traceback, and exits with `exit_code`.

    `hint`, one line that says what the user can do, is printed after the message; "" for none.
    """

    exit_code = 1
    hint = ""

    def __init__(self, message: str = "", *, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if exit_code is not None:
            self.exit_code = exit_code


class UsageError(PyDockError):
    """A command line that docker's pflag refuses; the usage line of the command follows the message.

    `unknown_flag` is a flag that the command lacks, as typed (`--budget`, `-b`), "" for any other mistake.
    `path` and `usage` are those of the command (`container ls`), "" for PyDock itself; `set_flags` are the attributes
    of the flags that were parsed before the invalid one.
    """

    exit_code = 125
    unknown_flag = ""
    set_flags: frozenset[str] = frozenset()
    path = ""
    usage = ""

    def locate(self, path: str, usage: str) -> None:
        """Sets the command that the error is about; only the first call has an effect."""
        if not self.path:
            self.path, self.usage = path, usage


class ArgumentCountError(UsageError):
    """Too few or too many positional arguments on a command line."""

    exit_code = 1


class UnknownCommand(PyDockError):
    """A command that no plugin provides."""


class InvalidValue(PyDockError, ValueError):
    """A text that is not a valid value of its kind: a port, a size, a reference, …"""


class SettingsError(PyDockError):
    """A settings file, context or TLS file that is missing, unreadable or invalid; the message names the file."""


class TemplateError(PyDockError):
    """A Go template that cannot be parsed or executed; the message is that of Go's text/template."""


class PluginError(PyDockError):
    """A failure in a plugin; the message names plugin, distribution, version, hook and file."""


class EngineError(PyDockError):
    """The base of failed exchanges with the engine."""


class ConnectionFailed(EngineError):
    """The engine cannot be reached, or the connection was lost during the exchange."""


class ProtocolError(EngineError):
    """The engine's answer is not valid HTTP, JSON or stream framing; the whole answer is discarded."""


class APIError(EngineError):
    """The engine refused a request; `status` is the HTTP status, `message` the engine's message."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class RegistryError(PyDockError):
    """A registry refused a direct request of PyDock, or cannot be reached.

    `code` is the registry's error code (`MANIFEST_UNKNOWN`), "" without one. `answered` is True where the registry
    refused the request itself, False where the request for a token failed.
    """

    def __init__(self, message: str, *, code: str = "", answered: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.answered = answered


class Interrupted(PyDockError):
    """Ctrl-C or SIGTERM ended the command; the exit status is 128 + the signal's number."""

    exit_code = 130


class ExitStatus(PyDockError):
    """Ends PyDock with the status `exit_code`; a message, if any, is printed to stderr."""

    def __init__(self, exit_code: int, message: str = "") -> None:
        super().__init__(message, exit_code=exit_code)
