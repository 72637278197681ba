"""Notifications when a command has ended, filtered by the settings."""

from __future__ import annotations

from pydock_core.plugin_api import CommandFinished, hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.plugin_api import Event, Session


@hooks.event
def pydock_event(session: Session, event: Event) -> None:
    """Sends a notification when a command has ended; runs on the thread of events."""
    settings = session.settings.plugin("notify")
    if settings and isinstance(event, CommandFinished):
        from pydock_notify.message import text, wanted

        if wanted(event, settings):
            from pydock_notify.senders import send

            send(text(event), settings, session.environ)
