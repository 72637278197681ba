"""Statistics of containers, each read in a thread: the latest numbers, and the reason if there are none."""

from __future__ import annotations

import errno
import os
import resource
import threading
from typing import TYPE_CHECKING

from pydock_core.plugin_api import APIError, EngineError, ProtocolError, PyDockError, Session
from pydock_core.toolkit import truncate_id

if TYPE_CHECKING:
    from typing import Any

SILENCE_SECONDS = 2.0  # a container that sends nothing for this long shows no numbers
_SPARE = 8  # file descriptors kept for the report of an error
_CAUSES = 10  # errors in a chain; a plugin can raise one that is its own cause
_GONE = (404, 409)  # no such container, and one that is being removed


class Reading:
    """The statistics of one container.

    - `name`: the name that the engine is asked for.
    - `latest`: the engine's last object, {} before the first.
    - `error`: the reason if there are no numbers.
    - `begun`: when the engine began to answer or last sent an object, seconds of the monotonic clock.
    - `ended`: whether the engine's answer has ended.
    - `first`: set once the first object or an error has arrived.
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
        """Returns the reason if there are no numbers: an error, or a timeout since the engine's last object."""
        if self.error is None and not self.ended and self.begun is not None and now - self.begun > SILENCE_SECONDS:
            return EngineError("timeout waiting for stats")
        return self.error


class Readings:
    """The statistics of all containers on the page; with `stream` they are updated until the engine ends."""

    def __init__(self, session: Session, *, stream: bool) -> None:
        self._engine = session.engine
        self._clock = session.clock
        self._stream = stream
        self._lock = threading.Lock()
        self._found: dict[str, Reading] = {}
        self._spare = _spare_descriptors()
        self._engine.negotiate_version()  # once, before the threads start

    def add(self, name: str) -> None:
        """Starts to read a container's statistics, unless they are read already."""
        with self._lock:
            if name in self._found:
                return
            reading = self._found[name] = Reading(name)
        try:
            self._start(reading)
        except RuntimeError as error:
            raise PyDockError(f"can't start a thread for each container: {error}") from error

    def _start(self, reading: Reading) -> None:
        threading.Thread(target=self._collect, args=(reading,), name=f"stats {reading.name}", daemon=True).start()

    def remove(self, name: str) -> None:
        """Removes a container from the page."""
        with self._lock:
            self._found.pop(name, None)

    def all(self) -> list[Reading]:
        """Returns the containers on the page, in the order in which they were added."""
        with self._lock:
            return list(self._found.values())

    def check_descriptors(self) -> None:
        """Raises PyDockError if there was no file descriptor for the connection of a container."""
        if any(is_out_of_descriptors(reading.error) for reading in self.all()):
            while self._spare:
                os.close(self._spare.pop())  # the report of the error needs some
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
            raise PyDockError(
                f"too many open files: stats needs one connection for each of {len(self.all())} containers, "
                f"and the limit is {limit} files (ulimit -n)"
            )

    def wait(self) -> None:
        """Blocks until each container has its first numbers, an error or a timeout."""
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
        except (ImportError, OSError) as error:  # a module can't be loaded: no file descriptor is left
            reading.error = PyDockError(f"can't read the statistics of {reading.name}: {error}")
            reading.error.__cause__ = error
        finally:
            reading.ended = True
            reading.first.set()


def _spare_descriptors() -> list[int]:
    """Raises the limit of open files as far as the system allows, as Go does; returns descriptors to close later."""
    try:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        pass  # the present limit remains
    try:
        return [os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC) for _ in range(_SPARE)]
    except OSError:
        return []  # a limit too low for a single connection, which reports the error


def is_out_of_descriptors(error: BaseException | None) -> bool:
    """Returns whether the process or the system has no file descriptor left, from an error or its causes."""
    for _ in range(_CAUSES):
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            return True
        error = error and error.__cause__
    return False


class Watch:
    """Adds containers as they start and removes those that exit, for `stats` without names.

    With `all`, containers are added when they are created and removed when they are destroyed. `failure` is the reason
    if the events have ended.
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
        except (ImportError, OSError) as error:
            self.failure = PyDockError(f"can't read the events: {error}")


def failures(readings: list[Reading], now: float, *, live: bool) -> list[PyDockError]:
    """Returns the errors that end the command: a broken connection, an invalid answer.

    On a live page, the engine's error for one container and a timeout don't end the command. Without `live`, every
    problem does, except that a container has been removed since it was listed.
    """
    errors = [reading.error if live else reading.problem(now) for reading in readings]
    return [
        error
        for error in errors
        if error is not None and not (isinstance(error, APIError) and (live or error.status in _GONE))
    ]
