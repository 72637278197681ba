"""Detects an engine that takes no input from a terminal in raw mode, where Ctrl-C is a key for the container."""

from __future__ import annotations

import fcntl
import sys
from typing import TYPE_CHECKING

from pydock_core.actions.answer_limit import answer_within
from pydock_core.errors import ConnectionFailed, EngineError, Interrupted

if TYPE_CHECKING:
    from pydock_core.engine.protocols import Connection
    from pydock_core.session import Session

SILENCE_SECONDS = 5.0
_PING_SECONDS = 1.0
_CTRL_C = b"\x03"
_SIOCOUTQ = 0x5411  # Linux: the number of bytes that the other side of a socket has not read


class StalledInput:
    """The time since the first typed key that no output followed; after SILENCE_SECONDS, the engine is examined.

    An engine takes no input if the connection takes no bytes or the engine leaves them unread, or if a ping has no
    answer within 1 s. That is reported on stderr, and from then on Ctrl-C ends PyDock. Output ends this state: Ctrl-C
    is the container's again.
    """

    __slots__ = ("_connection", "_session", "_since", "stalled")

    def __init__(self, session: Session, connection: Connection) -> None:
        self._session = session
        self._connection = connection
        self._since: float | None = None
        self.stalled = False

    def typed(self, data: bytes) -> None:
        """Records typed keys; raises Interrupted for Ctrl-C if the engine takes no input."""
        if self.stalled:
            if _CTRL_C in data:
                raise Interrupted
        elif self._since is None:
            self._since = self._session.clock.monotonic()

    def received(self) -> None:
        """Records output of the container."""
        self._since = None
        self.stalled = False

    def due_seconds(self) -> float | None:
        """Returns the seconds until the engine is to be examined; None if that is not due."""
        if self._since is None:
            return None
        return max(0.0, self._since + SILENCE_SECONDS - self._session.clock.monotonic())

    def check(self, *, unsent: bool) -> None:
        """Examines the engine if that is due, and reports that it takes no input; `unsent`: the socket is full."""
        if self.due_seconds() != 0.0:
            return
        self._since = None
        if unsent or self._unread() or not self._is_answering():
            self.stalled = True
            program = self._session.program
            self._session.stderr.write_control(
                f"\r\nthe engine takes no input; Ctrl-C ends {program}, and the container runs on\r\n"
            )
            self._session.stderr.flush()

    def _unread(self) -> bool:
        """Returns whether bytes wait that the engine has not read; False where the system does not know."""
        if sys.platform != "linux":
            return False
        try:
            return any(fcntl.ioctl(self._connection.fileno(), _SIOCOUTQ, bytes(4)))
        except OSError:
            return False

    def _is_answering(self) -> bool:
        """Returns whether the engine answers a ping; an error is an answer, too."""

        def ping() -> None:
            self._session.engine.request("HEAD", "/_ping", versioned=False, timeout_seconds=_PING_SECONDS).close()

        try:
            answer_within(_PING_SECONDS, ping)
        except ConnectionFailed:
            return False
        except EngineError:
            return True
        return True
