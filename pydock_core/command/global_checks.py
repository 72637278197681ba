"""What docker refuses of its global flags whatever the command is, `--version` included."""

from __future__ import annotations

from pydock_core.config.endpoint import CONFLICT
from pydock_core.errors import PyDockError, SettingsError
from pydock_core.output.log import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.global_options import GlobalOptions


def check(options: GlobalOptions) -> None:
    """Raises PyDockError for a level that the log doesn't have, and for `--host` beside `--context`."""
    if options.log_level and options.log_level.lower() not in LEVELS:
        raise PyDockError(f"Unable to parse logging level: {options.log_level}")
    if options.context and options.host:
        raise SettingsError(CONFLICT)
