"""Waits for a container's exit status: the request is sent before the start, the answer read after the output."""

from __future__ import annotations

from pydock_core.actions.container_errors import WaitFailed
from pydock_core.engine.api.encoding import version_key
from pydock_core.engine.api.pending_wait import PendingWait, is_answered
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.actions.attach import Attachment
    from pydock_core.actions.event_wait import EventWait
    from pydock_core.session import Session


# An engine ends the streams with the container, and answers the wait at once, or after the removal.
_LAG_SECONDS, _REMOVAL_LAG_SECONDS = 0.25, 1.0


def report_early_end(
    session: Session, container: str, attachment: Attachment, pending: PendingWait | EventWait, *, removed: bool = False
) -> bool:
    """Reports on stderr, and returns True, if the streams of `container` have ended although it runs.

    The connection was cut between two frames. docker takes that for the end of the output. The container is inspected
    only if the wait is not answered soon, or can't be asked without blocking; `removed` is whether the wait is for its
    removal. A container whose terminal PyDock has hung up loses its streams before it exits, and is not reported.
    """
    if attachment.hung_up:
        return False
    lag = _REMOVAL_LAG_SECONDS if removed else _LAG_SECONDS
    answered = is_answered(pending, within_seconds=lag) if isinstance(pending, PendingWait) else None
    if answered:
        return False
    if answered is None:
        if not _is_running(session, container):
            return False
        session.clock.sleep(lag)
    if not _is_running(session, container):
        return False
    session.stderr.write(
        "the engine ended the container's streams, but the container runs on: the output may be incomplete\n"
    )
    session.stderr.flush()
    return True


def _is_running(session: Session, container: str) -> bool:
    try:
        state = session.engine.containers.inspect(container)["State"]
    except (EngineError, KeyError):
        return False  # the wait reports the reason
    return isinstance(state, dict) and bool(state.get("Running")) and not state.get("Restarting")


def wait_for_exit(session: Session, container: str, *, condition: str | None = None) -> PendingWait | EventWait:
    """Arms a wait with the API's `condition`; raises EngineError if the engine refuses.

    An engine before API 1.30 knows no conditions, and answers only at the exit: its events are followed instead.
    """
    version = version_key(session.engine.negotiate_version())
    if version >= [1, 30]:
        return session.engine.containers.wait(container, condition=condition)
    from pydock_core.actions.event_wait import EventWait  # few engines are that old

    return EventWait(session, container, removed=condition == "removed", by_client=version < [1, 25])


class ExitWait:
    """A wait for the container's next exit or, with `removed`, its removal; the engine waits once this is constructed.

    A failed request is raised by `status`, as in docker: the container runs all the same, with an unknown exit status.
    """

    def __init__(self, session: Session, container: str, *, removed: bool) -> None:
        self._session = session
        self._container = container
        self._removed = removed
        self._pending: PendingWait | EventWait | None = None
        self._failure: EngineError | None = None
        try:
            self._pending = wait_for_exit(session, container, condition="removed" if removed else "next-exit")
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

    def report_early_end(self, attachment: Attachment) -> bool:
        """Does what the function of this name does; returns False if the wait itself has failed."""
        if self._pending is None:
            return False
        return report_early_end(self._session, self._container, attachment, self._pending, removed=self._removed)

    def remove_unstarted(self) -> bool:
        """Removes a container that could not be started, if that is the client's task; returns whether it is."""
        if self._pending is None or isinstance(self._pending, PendingWait) or not self._pending.by_client:
            return False
        self._pending.remove()
        return True

    def close(self) -> None:
        """Closes the connection that waits."""
        if self._pending is not None:
            self._pending.close()
