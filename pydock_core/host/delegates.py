"""The delegate of a command: the function that chooses, at each call, which command runs."""

from __future__ import annotations

from pydock_core.errors import PyDockError
from pydock_core.host.import_paths import resolve
from pydock_core.host.index import CommandEntry
from pydock_core.host.plugin_errors import WrongValue, command_failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.session import Session


def choose_command(session: Session, command: IndexedCommand) -> CommandEntry:
    """Returns the command that the delegate of `command` chooses.

    Raises the delegate's PyDockError as it is, and PluginError for any other failure or result.
    """
    try:
        function = resolve(command.delegate)
        chosen = function(session, command)
        if isinstance(chosen, CommandEntry):
            return chosen
        raise WrongValue(f"it returned {type(chosen).__name__}, not a CommandEntry", function)
    except (PyDockError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a plugin may call sys.exit
        raise command_failure(command, error, "The command was not run.") from error
