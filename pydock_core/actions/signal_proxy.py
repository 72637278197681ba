"""Signals of this process passed on to a container, and Ctrl-C that ends PyDock where nothing can be passed on."""

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
# While a start is on its way the engine refuses signals, or keeps them waiting; so often they are sent again.
_TRIES_WHILE_STARTING = 10
_BETWEEN_TRIES_SECONDS = 0.1
_NOT_PASSED_ON = ("CHLD", "CLD", "PIPE", "URG")


class SignalProxy:
    """Passes signals on to `container` while entered, from within the handler: what waits goes on waiting.

    SIGINT, SIGTERM, SIGHUP and SIGQUIT that the container can't get, since it isn't started or has ended, end PyDock
    instead (Interrupted, 128 + n); docker ignores them there. The third SIGINT or SIGTERM ends PyDock whatever the
    container makes of them, as in docker. SIGWINCH is passed on only where no stream is a terminal: else it tells of a
    window, and some servers stop by it.
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
            if name not in _NOT_PASSED_ON and not (number == signals.WINCH and on_terminal)
        ]
        self._previous = signals.catch(passed, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        signals.give_back(self._previous)

    def starting(self) -> None:
        """The start is about to be asked for: from now on there may be somebody to get a signal."""
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
        if not self._pass_on(number) and number in _ENDING:
            raise Interrupted(exit_code=128 + number)

    def _pass_on(self, number: int) -> bool:
        """False where the container is known not to have got it."""
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
                return True  # nobody knows
            if not self._starting:
                break
            self._session.clock.sleep(_BETWEEN_TRIES_SECONDS)
        return False
