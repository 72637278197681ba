"""The last step of an invocation: a `BoundCommand` → an exit status, through the hooks around a command."""

from __future__ import annotations

from pydock_core.errors import PyDockError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.invocation.bind import BoundCommand
    from pydock_core.session import Session

# The commands of `self`, and `help`, mend an installation or show the way to: no third party's plugin can stop them.
SELF, SYSTEM = "pydock-cli:self", "pydock-cli:system"


def execute(session: Session, command: BoundCommand) -> int:
    """Runs the command inside `pydock_run_command` and returns its exit status, 0 to 255.

    `pydock_configure` is called before, once the endpoint is known; events are delivered from here on. Neither hook is
    called for `help` and the commands of the built-in plugin `self`. Raises what the command and its hooks raise, and
    PluginError if a plugin is missing that would decide whether the command is run.
    """
    hooks = session.hooks
    mending = command.entry.owner == SELF or (command.entry.name == "help" and command.entry.owner == SYSTEM)
    if hooks.incomplete and not mending:
        from pydock_core.host.missing_plugins import warn_of_broken_plugins

        warn_of_broken_plugins(session, hooks.index)
        hooks.implemented("pydock_run_command")  # raises before another hook is called
    if session.on_event is not None or hooks.implemented("pydock_event"):
        hooks.watch(command.entry.name)
    if not mending and hooks.implemented("pydock_configure"):
        session.resolve_endpoint()
        hooks.call_all("pydock_configure", session=session)

    def run() -> int | None:
        status = command.module.command(session, command.options)
        if status is None or (isinstance(status, int) and 0 <= status <= 255):
            return status
        return _refuse_status(command, status)

    try:
        if mending:
            return int(run() or 0)
        status = hooks.wrap("pydock_run_command", run, session=session, command=command.entry, options=command.options)
    except UsageError as error:
        error.locate(command.path, command.usage)
        raise
    return int(status or 0)


def finish(session: Session, status: int) -> int:
    """Ends the session: delivers the last events, closes connections and ssh processes. Returns `status`.

    Listeners get 2 s for the events that are waiting. Raises nothing.
    """
    try:
        if session.hooks.events is not None:
            session.hooks.events.finish(status)
            session.stderr.flush()
    except (KeyboardInterrupt, PyDockError, OSError):
        pass  # Ctrl-C ends the wait for listeners, or stderr is closed
    try:
        session.close()
    except (KeyboardInterrupt, OSError):
        pass  # the connections end with this process
    return status


def _refuse_status(command: BoundCommand, status: object) -> int:
    """Raises PluginError for a result that is no exit status."""
    from pydock_core.host.guard import result_problem
    from pydock_core.host.plugin_errors import WrongValue, command_failure

    problem = WrongValue(result_problem("pydock_run_command", status), command.module.command)
    raise command_failure(command.entry, problem, "What it did stands.")
