"""The exit status of a container whose output is being shown: the wait armed before the start, its answer read last."""

from __future__ import annotations

from pydock_core.errors import EngineError, ExitStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.api.pending_wait import PendingWait
    from pydock_core.session import Session

WAIT_FAILED = 125


class ExitWait:
    """A wait for the container's next exit, or for its removal where the engine removes it; armed when this returns.

    A wait that fails is told when its result is asked for, as in docker: the container runs, its status is unknown.
    """

    def __init__(self, session: Session, container: str, *, removed: bool) -> None:
        self._session = session
        self._container = container
        self._waiting: PendingWait | None = None
        self._failure: EngineError | None = None
        try:
            self._waiting = session.engine.containers.wait(container, condition="removed" if removed else "next-exit")
        except EngineError as error:
            self._failure = error

    def status(self) -> int:
        """Blocks until the container has exited; 125 is raised, with the reason on stderr, if that can't be known."""
        try:
            if self._waiting is None:
                raise self._failure or EngineError("the wait was given up")
            status = self._waiting.result()
        except EngineError as error:
            self._session.log("error", f"error waiting for container: {error.message}")
            raise ExitStatus(WAIT_FAILED) from error
        if self._session.has_event_listeners:
            from pydock_core.declarations.events import ContainerExited

            self._session.emit(ContainerExited(self._container, status))
        return status

    def close(self) -> None:
        """Gives the wait up."""
        if self._waiting is not None:
            self._waiting.close()
