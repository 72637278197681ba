"""Waits for a container's exit status: the request is sent before the start, the answer read after the output."""

from __future__ import annotations

from pydock_core.actions.container_errors import WaitFailed
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.api.pending_wait import PendingWait
    from pydock_core.session import Session


class ExitWait:
    """A wait for the container's next exit or, with `removed`, its removal; the engine waits once this is constructed.

    A failed request is raised by `status`, as in docker: the container runs all the same, with an unknown exit status.
    """

    def __init__(self, session: Session, container: str, *, removed: bool) -> None:
        self._session = session
        self._container = container
        self._pending: PendingWait | None = None
        self._failure: EngineError | None = None
        try:
            self._pending = session.engine.containers.wait(container, condition="removed" if removed else "next-exit")
        except EngineError as error:
            self._failure = error

    def status(self) -> int:
        """Blocks until the container has exited; raises WaitFailed after logging the reason on stderr."""
        try:
            if self._pending is None:
                raise self._failure or EngineError("the wait was given up")
            status = self._pending.result()
        except EngineError as error:
            self._session.log("error", f"error waiting for container: {error.message}")
            raise WaitFailed from error
        if self._session.has_event_listeners:
            # Rarely needed.
            from pydock_core.declarations.events import ContainerExited

            self._session.emit(ContainerExited(self._container, status))
        return status

    def close(self) -> None:
        """Closes the connection that waits."""
        if self._pending is not None:
            self._pending.close()
