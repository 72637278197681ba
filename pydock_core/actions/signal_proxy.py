"""Forwards signals to a container; SIGINT and the like end PyDock while no container can receive them."""

from __future__ import annotations

from pydock_core.errors import APIError, EngineError, Interrupted
from pydock_core.output import signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.session import Session

TIMEOUT_SECONDS = 1.0
_COUNTED = (signals.INT, signals.TERM)
_ENDING = (*_COUNTED, signals.HUP, signals.QUIT)
_LIMIT = 3
# While a container starts, the engine refuses or delays signals; a refused one is sent up to this many times.
_TRIES_WHILE_STARTING = 10
_BETWEEN_TRIES_SECONDS = 0.1
_NOT_FORWARDED = ("CHLD", "CLD", "PIPE", "URG")


class SignalProxy:
    """Forwards the signals of this process to `container` while entered.

    The handler itself sends the request, so that blocking calls are not interrupted. SIGINT, SIGTERM, SIGHUP and
    SIGQUIT end PyDock (Interrupted, 128 + n) if the container isn't started or has exited; docker ignores them then.
    The third SIGINT or SIGTERM ends PyDock in any case, as in docker.

    A signal that ends processes is reported on stderr if the engine does not answer within TIMEOUT_SECONDS, or can't be
    reached: it ends PyDock while the container starts, and the next one ends PyDock once the container runs.

    SIGWINCH is forwarded only if no stream is a terminal: on a terminal it reports a resized window, and some servers
    stop on it.
    """

    def __init__(self, session: Session, container: str) -> None:
        self._session = session
        self._container = container
        self._names = signals.names()
        self._previous: signals.Previous = {}
        self._terminations = 0
        self._starting = False
        self._started = False
        self._unanswered = False  # the engine has not answered the last signal that ends processes

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
        """Records that the start request is about to be sent: from then on the container may receive signals."""
        self._starting = True

    def started(self) -> None:
        """Records that the container runs."""
        self._starting, self._started = False, True

    def failed(self) -> None:
        """Records that the container could not be started."""
        self._starting = False

    def _handle(self, number: int) -> None:
        if number in _COUNTED:
            self._terminations += 1
            if self._terminations >= _LIMIT:
                raise Interrupted(f"\ngot {_LIMIT} SIGTERM/SIGINTs, forcefully exiting", exit_code=1)
        if number not in _ENDING:
            self._forward(number)
        elif self._unanswered or not self._forward(number):
            raise Interrupted(exit_code=128 + number)

    def _forward(self, number: int) -> bool:
        """Sends the signal to the container; returns False if the container certainly did not receive it."""
        if not self._starting and not self._started:
            return False
        from pydock_core.actions.answer_limit import answer_within  # signals are rare

        def kill() -> None:
            self._session.engine.containers.kill(
                self._container, signal=self._names[number], timeout_seconds=TIMEOUT_SECONDS
            )

        for _ in range(_TRIES_WHILE_STARTING):
            try:
                answer_within(TIMEOUT_SECONDS, kill)
                self._unanswered = False
                return True
            except APIError as error:
                self._session.log("debug", f"Error sending signal: {error.message}")
            except EngineError as error:
                self._session.log("debug", f"Error sending signal: {error.message}")
                return number not in _ENDING or self._report_silence(number)
            if not self._starting:
                break
            self._session.clock.sleep(_BETWEEN_TRIES_SECONDS)
        return False

    def _report_silence(self, number: int) -> bool:
        """Reports an unanswered signal; returns whether to wait for the container, which the next signal ends."""
        waits = not self._starting
        effect = f"the next signal ends {self._session.program}" if waits else "the container may start nevertheless"
        is_known, self._unanswered = self._unanswered, True  # first: the next signal may come while this is written
        if not is_known:
            name = self._names[number]
            self._session.stderr.write(f"the engine does not answer: SIG{name} may not reach the container; {effect}\n")
            self._session.stderr.flush()
        return waits
