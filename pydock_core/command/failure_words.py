"""What a user is told of a failure: a message, the usage line of a command line that is wrong, a traceback to debug."""

from __future__ import annotations

from pydock_core.errors import ArgumentCountError, PluginError, PyDockError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand


def render_error(
    error: BaseException, *, program: str, path: str, usage: str, command: IndexedCommand | None, debugging: bool
) -> str:
    """The text for stderr, "" for none. `path` and `usage` are those of the command as typed, or of the program."""
    if isinstance(error, UsageError):
        return _usage_words(error, program, path, usage)
    trace = _traceback(error) if debugging else ""
    if isinstance(error, PyDockError):
        return trace + error.message
    from pydock_core.host.plugin_errors import command_failure, failure_reason

    plugin = command.plugin_record() if command is not None else None
    if command is not None and plugin is not None and not plugin.builtin:
        return f"{trace}{command_failure(command, error, 'The command did not finish.')}"
    details = "" if debugging else f"\nRun '{program} -D …' for the details"
    return f"{trace}{program}: internal error: {failure_reason(error)}{details}"


def _usage_words(error: UsageError, program: str, path: str, usage: str) -> str:
    message, verb = error.message, "Run"
    if isinstance(error, ArgumentCountError):
        message = f"{program}: '{path}' {message}"
        if error.message.startswith("requires at least") and " and at most" not in message:
            verb = "See"  # docker's one other word
    return f"{message}\n\nUsage:  {usage}\n\n{verb} '{path} --help' for more information"


def _traceback(error: BaseException) -> str:
    """The traceback of a failure that nobody meant: an internal one, or a plugin's that has been put in words."""
    unmeant = error.__cause__ if isinstance(error, PluginError) else error
    if unmeant is None or isinstance(unmeant, PyDockError):
        return ""
    import traceback

    return "".join(traceback.format_exception(unmeant))
