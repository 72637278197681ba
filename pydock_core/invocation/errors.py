"""The one place that turns an error into a message on stderr and an exit status."""

from __future__ import annotations

import traceback

from pydock_core.errors import ArgumentCountError, PluginError, PyDockError, UsageError
from pydock_core.host.plugin_errors import command_failure, failure_reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.session import ProcessContext, Session

SIGINT = 2


def report(
    error: BaseException, program: str, process: ProcessContext, session: Session | None, words: list[str]
) -> int:
    """Prints the message of `error` and returns the exit status. Raises nothing.

    `session` is None while none is open; `words` are those of the command line.

    A BrokenPipeError ends the process by SIGPIPE, as docker's process; Ctrl-C gives 130 without a message; a
    PyDockError has its own status; any other error is internal and gives 1. With debugging on, a traceback stands
    before the message of an internal error or of a plugin's failure.
    """
    try:
        process.stdout.flush()
    except (PyDockError, OSError):
        pass  # the first failure is the one to report
    if isinstance(error, BrokenPipeError):
        from pydock_core.sigpipe import die_of_broken_pipe

        if session is not None:
            session.close()
        return die_of_broken_pipe()
    if isinstance(error, KeyboardInterrupt):
        return 128 + SIGINT
    debugging = session.debugging if session is not None else any(word in ("-D", "--debug") for word in words)
    message = render(error, program, debugging=debugging)
    try:
        if message:
            process.stderr.write(message + "\n")
        process.stderr.flush()
    except (PyDockError, OSError):
        pass  # stderr is closed
    return error.exit_code if isinstance(error, PyDockError) else 1


def attribute(error: BaseException, entry: IndexedCommand) -> BaseException:
    """Returns the error to raise for what a command raised: a PluginError that names the plugin of a third party.

    Returns `error` itself for a built-in command, for an error that is raised on purpose, for Ctrl-C and a broken pipe.
    """
    plugin = entry.plugin_record()
    if isinstance(error, BrokenPipeError) or plugin is None or plugin.builtin:
        return error
    return command_failure(entry, error, "The command did not finish.")


def render(error: BaseException, program: str, *, debugging: bool) -> str:
    """Returns the text for stderr, "" for none: the message, with the usage line for a UsageError."""
    if isinstance(error, UsageError):
        return _render_usage(error, program)
    trace = _traceback(error) if debugging else ""
    if isinstance(error, PyDockError):
        return "\n".join(filter(None, (trace + error.message, _hint(error))))
    details = "" if debugging else f"\nRun '{program} -D …' for the details"
    return f"{trace}{program}: internal error: {failure_reason(error)}{details}"


def _hint(error: BaseException | None) -> str:
    """Returns the hint of the error, or of the error that caused it: `run` raises an error of its own."""
    seen: set[int] = set()  # an error that is raised again may be a cause of itself
    while isinstance(error, PyDockError) and id(error) not in seen:
        if error.hint:
            return error.hint
        seen.add(id(error))
        error = error.__cause__
    return ""


def _render_usage(error: UsageError, program: str) -> str:
    path = f"{program} {error.path}" if error.path else program
    usage = error.usage or f"{program} [OPTIONS] COMMAND [ARG...]"
    message, verb = error.message, "Run"
    if isinstance(error, ArgumentCountError):
        message = f"{program}: '{path}' {message}"
        if error.message.startswith("requires at least") and " and at most" not in message:
            verb = "See"  # docker's word for this one message
    if error.hint:
        message += f"\n{error.hint}"
    return f"{message}\n\nUsage:  {usage}\n\n{verb} '{path} --help' for more information"


def _traceback(error: BaseException) -> str:
    """Returns the traceback of an internal error or a plugin's failure; "" for an error that is raised on purpose."""
    cause = error.__cause__ if isinstance(error, PluginError) else error
    if cause is None or isinstance(cause, PyDockError):
        return ""
    return "".join(traceback.format_exception(cause))
