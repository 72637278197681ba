"""Forwards this process's signals to a container; Ctrl-C ends PyDock if there is no container to get it."""

from __future__ import annotations

from pydock_core.errors import APIError, EngineError, Interrupted
from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.session import Session

TIMEOUT_SECONDS = 5.0
_COUNTED = (signals.INT, signals.TERM)
_ENDING = (*_COUNTED, signals.HUP, signals.QUIT)
_LIMIT = 3
# While a container starts, the engine refuses signals or delays them; so often they are sent again.
_TRIES_WHILE_STARTING = 10
_BETWEEN_TRIES_SECONDS = 0.1
_NOT_FORWARDED = ("CHLD", "CLD", "PIPE", "URG")


class SignalProxy:
    """Forwards signals to `container` while entered, from within the handler: blocking calls are not interrupted.

    SIGINT, SIGTERM, SIGHUP and SIGQUIT that the container can't get, since it isn't started or has ended, end PyDock
    instead (Interrupted, 128 + n); docker ignores them there. The third SIGINT or SIGTERM ends PyDock whatever the
    container makes of them, as in docker. SIGWINCH is forwarded only if no stream is a terminal: otherwise it reports a
    resized window, and some servers stop on it.
    """

    def __init__(self, session: Session, container: str) -> None:
        self._session = session
        self._container = container
        self._names = signals.names()
        self._previous: signals.Previous = {}
        self._endings = 0
        self._starting = False
        self._started = False

    def __enter__(self) -> SignalProxy:
        session = self._session
        on_terminal = session.stdin.is_terminal or session.stdout.is_terminal or session.stderr.is_terminal
        passed = [
            number
            for number, name in self._names.items()
            if name not in _NOT_FORWARDED and not (number == signals.WINCH and on_terminal)
        ]
        self._previous = signals.catch(passed, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        signals.give_back(self._previous)

    def starting(self) -> None:
        """The start is about to be sent: from now on the container may get signals."""
        self._starting = True

    def started(self) -> None:
        """The container runs."""
        self._starting, self._started = False, True

    def failed(self) -> None:
        """The container could not be started."""
        self._starting = False

    def _handle(self, number: int) -> None:
        if number in _COUNTED:
            self._endings += 1
            if self._endings >= _LIMIT:
                raise Interrupted(f"\ngot {_LIMIT} SIGTERM/SIGINTs, forcefully exiting", exit_code=1)
        if not self._forward(number) and number in _ENDING:
            raise Interrupted(exit_code=128 + number)

    def _forward(self, number: int) -> bool:
        """Sends the signal; returns False if the container certainly did not get it."""
        if not self._starting and not self._started:
            return False
        for _ in range(_TRIES_WHILE_STARTING):
            try:
                self._session.engine.containers.kill(
                    self._container, signal=self._names[number], timeout_seconds=TIMEOUT_SECONDS
                )
                return True
            except APIError as error:
                self._session.log("debug", f"Error sending signal: {error.message}")
            except EngineError as error:
                self._session.log("debug", f"Error sending signal: {error.message}")
                return True  # it may have been delivered
            if not self._starting:
                break
            self._session.clock.sleep(_BETWEEN_TRIES_SECONDS)
        return False
