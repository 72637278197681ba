"""Selects the commands that are reported, and makes the text of a notification."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.plugin_api import CommandFinished


def wanted(event: CommandFinished, settings: Mapping[str, object]) -> bool:
    """Returns whether the settings select this command."""
    commands, least = settings.get("commands"), settings.get("seconds_at_least", 0)
    if isinstance(commands, list) and event.command not in commands:
        return False
    if settings.get("failures_only") and event.status == 0:
        return False
    return not isinstance(least, (int, float)) or event.seconds >= least


def text(event: CommandFinished) -> str:
    """Returns the text, such as `container run failed with status 3 after 12 s`."""
    how = f"failed with status {event.status}" if event.status else "is done"
    return f"{event.command} {how} after {event.seconds:.0f} s"
