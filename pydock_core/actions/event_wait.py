"""Waits for a container's exit by the engine's events: before API 1.30, a wait is answered at the exit only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.errors import APIError, EngineError, ProtocolError, PyDockError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pydock_core.session import Session

_REMOVED_BY_CLIENT = (404, 409)  # no such container, and one that is being removed


class EventWait:
    """Waits for the exit of `container`, or with `removed` for its removal, from the construction on.

    With `by_client`, before API 1.25, the client removes the container, as docker does.
    """

    def __init__(self, session: Session, container: str, *, removed: bool, by_client: bool) -> None:
        self._session = session
        self._container = container
        self._removed = removed
        self.by_client = by_client
        filters = {"type": ["container"], "container": [container]}
        self._events: Iterator[dict[str, Any]] = session.engine.system.events(filters=filters)

    def result(self) -> int:
        """Blocks until the end of the wait and returns the container's exit status; raises EngineError if it fails."""
        status: int | None = None
        for event in self._events:
            action = event.get("Action")
            if action == "die":
                status = _exit_status(event)
                if self._removed and self.by_client:
                    self.remove()
                if self.by_client or not self._removed:
                    return status
            elif action == "destroy" and status is not None:
                return status
        raise EngineError("the engine ended its events")

    def remove(self) -> None:
        """Removes the container with its anonymous volumes; logs a failure."""
        try:
            self._session.engine.containers.remove(self._container, volumes=True)
        except APIError as error:
            if error.status not in _REMOVED_BY_CLIENT:
                self._session.log("error", f"error removing container: {error.message}")
        except PyDockError as error:
            self._session.log("error", f"error removing container: {error.message}")

    def close(self) -> None:
        """Closes the stream of events."""
        close = getattr(self._events, "close", None)
        if close is not None:
            close()


def _exit_status(event: dict[str, Any]) -> int:
    actor = event.get("Actor")
    attributes = actor.get("Attributes") if isinstance(actor, dict) else None
    text = attributes.get("exitCode") if isinstance(attributes, dict) else None
    if not isinstance(text, str) or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ProtocolError("the engine's event of the container's exit has no exit status")
    return int(text)
