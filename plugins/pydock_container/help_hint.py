"""docker's hint at `--help` below the errors of `run` and `create`."""

from __future__ import annotations

from pydock_core.plugin_api import PluginError, PyDockError, Session
from pydock_core.toolkit import ContainerNotStarted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def raise_with_help_hint(
    session: Session, command: str, error: PyDockError, kind: type[ContainerNotStarted] = ContainerNotStarted
) -> NoReturn:
    """Raises the error as docker shows it: of class `kind`, behind the program's name, the hint below.

    A plugin's failure, and an error with an exit status of its own, are raised as they are.
    """
    if isinstance(error, PluginError) or error.exit_code != PyDockError.exit_code:
        raise error
    program = session.program
    raise kind(f"{program}: {error.message}\n\nRun '{program} {command} --help' for more information") from error
