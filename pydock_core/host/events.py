"""Events on their way to `pydock_event`: in order, on one daemon thread, so that no plugin holds a command up."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from pydock_core.declarations.events import CommandFinished, ContainerStarted
from pydock_core.errors import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.declarations.events import Event
    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send
    from pydock_core.host.manager import Manager
    from pydock_core.session import Session

HOOK = "pydock_event"
TIMEOUT_SECONDS = 2.0


class Events:
    """The events of one command. Its plugins are imported here, on the caller's thread."""

    def __init__(self, session: Session, manager: Manager, command: str) -> None:
        self._session = session
        self._manager = manager
        self._command = command
        self._on_event = session.on_event
        self._begun = session.clock.monotonic()
        self._call = manager.caller(HOOK)
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._deliver, name=HOOK, daemon=True)
        self._thread.start()

    def put(self, event: Event) -> None:
        """Hands an event on and returns at once; any thread may."""
        if self._on_event is not None:
            self._on_event(event)
        self._queue.put(event)

    def finish(self, status: int) -> None:
        """Tells the command's end, and gives what is still waiting 2 s; then the plugin that blocks is reported."""
        self.put(CommandFinished(self._command, status, self._session.clock.monotonic() - self._begun))
        self._queue.put(None)
        self._thread.join(TIMEOUT_SECONDS)
        if self._thread.is_alive():
            missed = self._queue.qsize() - 1
            for guard in self._manager.guards:
                if guard.hook == HOOK and guard.running is not None:
                    guard.blocked(f"it has not returned for {TIMEOUT_SECONDS:g} s; {missed} more events were waiting")

    def observed(self, send: Send) -> Send:
        """`send`, with an event for each container that it has the engine start."""

        def observing(request: Request) -> Response:
            response = send(request)
            if request.method == "POST" and response.status == 204:
                container = _started(request.path)
                if container:
                    self.put(ContainerStarted(container))
            return response

        return observing

    def _deliver(self) -> None:
        while (event := self._queue.get()) is not None:
            try:
                self._call(session=self._session, event=event)
            except PyDockError as error:
                # There is nothing left to refuse.
                self._session.stderr.write(f"{error.message}\n")
                self._session.stderr.flush()
            except KeyboardInterrupt:
                continue  # raised by the plugin: a real one goes to the main thread


def _started(path: str) -> str:
    """`web` from `/v1.41/containers/web/start` (or `restart`); "" from any other path."""
    head, _, action = path.rpartition("/")
    head, _, name = head.rpartition("/")
    if action not in ("start", "restart") or not head.endswith("/containers"):
        return ""
    from urllib.parse import unquote

    return unquote(name)
