"""What containers use, each read in a thread of its own: the latest numbers, and why there are none."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pydock_core.plugin_api import APIError, EngineError, ProtocolError, PyDockError, Session
from pydock_core.toolkit import truncate_id

if TYPE_CHECKING:
    from typing import Any

SILENCE_SECONDS = 2.0  # a container that says nothing for so long shows no numbers
_GONE = (404, 409)  # no such container, and one that is being removed


class Reading:
    """One container, by the name that it is asked for; `latest` is the engine's object, `error` why it has none.

    `begun` is when the engine began to answer, or last did; `ended` that nothing more comes.
    """

    __slots__ = ("begun", "ended", "error", "first", "latest", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.latest: dict[str, Any] = {}
        self.error: PyDockError | None = None
        self.begun: float | None = None
        self.ended = False
        self.first = threading.Event()

    def problem(self, now: float) -> PyDockError | None:
        """Why there are no numbers: an error, or nothing for too long since the engine began to answer."""
        if self.error is None and not self.ended and self.begun is not None and now - self.begun > SILENCE_SECONDS:
            return EngineError("timeout waiting for stats")
        return self.error


class Readings:
    """All containers that are shown; with `stream` their numbers go on changing."""

    def __init__(self, session: Session, *, stream: bool) -> None:
        self._engine = session.engine
        self._clock = session.clock
        self._stream = stream
        self._lock = threading.Lock()
        self._found: dict[str, Reading] = {}
        self._engine.negotiate_version()  # before there are threads, each of which would do it

    def add(self, name: str) -> None:
        """Begins to read one, unless it is being read."""
        with self._lock:
            if name in self._found:
                return
            reading = self._found[name] = Reading(name)
        threading.Thread(target=self._collect, args=(reading,), name=f"stats {name}", daemon=True).start()

    def remove(self, name: str) -> None:
        """No longer shows one."""
        with self._lock:
            self._found.pop(name, None)

    def all(self) -> list[Reading]:
        """Those that are shown now, the oldest first."""
        with self._lock:
            return list(self._found.values())

    def wait(self) -> None:
        """Returns once each has had its first numbers, or none for too long."""
        for reading in self.all():
            while not reading.first.wait(0.1):
                if reading.problem(self._clock.monotonic()) is not None:
                    break

    def _collect(self, reading: Reading) -> None:
        try:
            answer = self._engine.containers.stats(reading.name, stream=self._stream)
            reading.begun = self._clock.monotonic()
            for value in answer:
                reading.latest, reading.error = value, None
                reading.begun = self._clock.monotonic()
                reading.first.set()
            if not reading.latest:
                reading.error = ProtocolError(f"the engine has no statistics of {reading.name}")
        except PyDockError as error:
            reading.error = error
        finally:
            reading.ended = True
            reading.first.set()


class Watch:
    """Adds containers as they start and removes those that end, for `stats` without names; with `all` as they are made.

    `failure` is why there are no more events.
    """

    def __init__(self, session: Session, readings: Readings, *, all: bool) -> None:
        self.failure: PyDockError | None = None
        self._readings = readings
        self._added = ("create", "start") if all else ("start",)
        self._removed = ("destroy",) if all else ("destroy", "die")
        self._events = session.engine.system.events(filters={"type": ["container"]})
        threading.Thread(target=self._follow, name="stats events", daemon=True).start()

    def _follow(self) -> None:
        try:
            for event in self._events:
                actor = event.get("Actor")
                name = truncate_id(str(actor.get("ID") or "")) if isinstance(actor, dict) else ""
                if name and event.get("Action") in self._added:
                    self._readings.add(name)
                elif event.get("Action") in self._removed:
                    self._readings.remove(name)
            self.failure = EngineError("the engine ended its events")
        except PyDockError as error:
            self.failure = error


def failures(readings: list[Reading], now: float, *, live: bool) -> list[PyDockError]:
    """What ends the whole command: a connection that broke, an answer that is none.

    A refusal of one container doesn't end a live page, nor does its silence. Of numbers that are shown once, all is
    told but that a container has gone since it was listed.
    """
    errors = [reading.error if live else reading.problem(now) for reading in readings]
    return [
        error
        for error in errors
        if error is not None and not (isinstance(error, APIError) and (live or error.status in _GONE))
    ]
