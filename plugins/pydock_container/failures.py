"""docker's words and exit codes for what goes wrong in `run` and `create` before the container's own program runs."""

from __future__ import annotations

from pydock_core.plugin_api import ExitStatus, PluginError, PyDockError, Session

NOT_STARTED, NOT_EXECUTABLE, NOT_FOUND = 125, 126, 127
_NOT_FOUND = ("executable file not found", "no such file or directory", "system cannot find the file specified")
_NOT_EXECUTABLE = ("permission denied", "is a directory")


def with_help(session: Session, command: str, error: PyDockError, *, status: int = NOT_STARTED) -> PyDockError:
    """The error as docker shows it, with a hint at `--help`.

    A plugin's failure, and an error that has an exit code of its own, stay what they are.
    """
    if isinstance(error, PluginError) or error.exit_code != PyDockError.exit_code:
        return error
    program = session.program
    return ExitStatus(status, f"{program}: {error.message}\n\nRun '{program} {command} --help' for more information")


def refused(command: str, error: PyDockError) -> PyDockError:
    """The error of a plugin that was asked first: from `run`, 1 would look like the container's own status."""
    if command == "run" and error.exit_code == PyDockError.exit_code:
        error.exit_code = NOT_STARTED
    return error


def start_status(error: PyDockError) -> int:
    """127 and 126 for a program that isn't there or can't be run, by the engine's words; 125 for anything else."""
    if any(words in error.message for words in _NOT_FOUND):
        return NOT_FOUND
    if any(words in error.message for words in _NOT_EXECUTABLE):
        return NOT_EXECUTABLE
    return NOT_STARTED
