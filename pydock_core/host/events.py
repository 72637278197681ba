"""Delivers events to `pydock_event`: in order, on one daemon thread, so that a slow plugin does not delay a command."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

from pydock_core.declarations.events import CommandFinished
from pydock_core.errors import PyDockError

if TYPE_CHECKING:
    from pydock_core.declarations.events import Event
    from pydock_core.host.manager import SessionPluginManager
    from pydock_core.session import Session

HOOK = "pydock_event"
TIMEOUT_SECONDS = 2.0


class Events:
    """The events of one command. The constructor imports the plugins, on the caller's thread, and starts the thread."""

    def __init__(self, session: Session, manager: SessionPluginManager, command: str) -> None:
        self._session = session
        self._manager = manager
        self._command = command
        self._on_event = session.on_event
        self._started_at = session.clock.monotonic()
        self._call = manager.caller(HOOK)
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._deliver, name=HOOK, daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Queues an event and returns at once; any thread may call it."""
        if self._on_event is not None:
            self._on_event(event)
        self._queue.put(event)

    def finish(self, status: int) -> None:
        """Delivers the command's end, waits up to 2 s for the queue to empty, then reports a plugin that blocks."""
        self.put(CommandFinished(self._command, status, self._session.clock.monotonic() - self._started_at))
        self._queue.put(None)
        self._thread.join(TIMEOUT_SECONDS)
        if self._thread.is_alive():
            waiting = self._queue.qsize() - 1
            for guard in self._manager.guards:
                if guard.hook == HOOK and guard.running is not None:
                    guard.report_timeout(
                        f"it has not returned for {TIMEOUT_SECONDS:g} s; {waiting} more events were waiting"
                    )

    def _deliver(self) -> None:
        while (event := self._queue.get()) is not None:
            try:
                self._call(session=self._session, event=event)
            except PyDockError as error:
                # A refusal has no effect here: what the event describes has happened.
                self._session.stderr.write(f"{error.message}\n")
                self._session.stderr.flush()
            except KeyboardInterrupt:
                continue  # raised by the plugin: a real Ctrl-C interrupts the main thread
