"""Faults that leave a command waiting: each begins an answer in some way, and does not end it.

A `Trial` is a command line with one such fault. `trials()` has every fault at every exchange of every command; the
suite runs a sample of them, `scripts/interrupt-campaign` all.
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, NamedTuple

from pydock_core.testing import Fault, faults
from tests.fault_injection.case import ARCHIVE, FRAMES, HIJACK, PING, STREAM, Case
from tests.fault_injection.commands import CASES, LIVE, exchanges
from tests.fault_injection.test_broken_answers import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydock_core.testing import Asked
    from tests.fault_injection.engines import Engine

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_RAW = (
    b"HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
    b"Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
)
_LENGTH = b"Content-Length: 1000000000\r\n\r\n"
_FRAMES = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n" + _LENGTH


class Endless(Fault):
    """Sends `begin` in place of an answer, and then `piece` every `seconds` until the client closes the connection."""

    def __init__(self, begin: bytes, piece: bytes = b"", *, seconds: float = 0.05) -> None:
        super().__init__()
        self._begin = begin
        self._piece = piece
        self._seconds = seconds

    def strike(self, write: Callable[[bytes], None]) -> None:
        write(self._begin)
        self.reached.set()
        while not self._released.wait(self._seconds if self._piece else None):
            write(self._piece)


class _Later:
    """A rule of the fake engine: every exchange after a fault has no answer."""

    def __init__(self, first: Fault) -> None:
        self._first = first
        self.fault = faults.hang()

    def matches(self, _asked: Asked) -> bool:
        """Returns whether the first fault has struck."""
        return self._first.reached.is_set()


class Trial(NamedTuple):
    """A command line with a fault: `prepare` sets the fault and returns an event, the time for Ctrl-C.

    `at_signal`: the fault is that of the request by which PyDock forwards Ctrl-C to a running container.
    """

    case: Case
    name: str
    prepare: Callable[[Engine], threading.Event]
    at_signal: bool = False

    def __str__(self) -> str:
        return f"{self.case.line}: {self.name}"


# For each kind of response.
SILENCES: dict[str, Callable[[], Fault]] = {
    "no answer": faults.hang,
    "half a status line": lambda: Endless(b"HTTP/1.1 2"),
    "half a header": lambda: Endless(_HEAD + b"X-Name: val"),
    "a header byte by byte": lambda: Endless(_HEAD + b"X-Name: ", b"x"),
    "100 and no answer": lambda: Endless(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "an error without its message": lambda: Endless(b"HTTP/1.1 500 Oh\r\n" + _LENGTH + b'{"message":"dri'),
    "no body": lambda: faults.hang(after_bytes=0),
    "half a body": lambda: faults.hang(after_bytes=1),
    "blanks": lambda: Endless(_HEAD + _LENGTH, b" "),
}
# Those that leave out the status.
_UNANSWERED = {name: fault for name, fault in SILENCES.items() if fault().before_answer and name != "blanks"}
# For streams.
_CHUNKS = {f"{count} chunks": lambda count=count: faults.hang(after_chunks=count) for count in (1, 2, 4)}
_STREAMS: dict[int, dict[str, Callable[[], Fault]]] = {
    STREAM: {
        **_CHUNKS,
        "endless messages": lambda: Endless(_HEAD + _LENGTH, b'{"status":"x"}\r\n' * 500, seconds=0.001),
    },
    FRAMES: {
        **_CHUNKS,
        "empty frames": lambda: Endless(_FRAMES, b"\1\0\0\0\0\0\0\0" * 500, seconds=0.001),
        "an endless frame": lambda: Endless(_FRAMES + faults.OVERSIZED_FRAME, b"x" * 9000, seconds=0.001),
    },
    HIJACK: {
        **_CHUNKS,
        "empty frames": lambda: Endless(_RAW, b"\1\0\0\0\0\0\0\0" * 500, seconds=0.001),
        "an endless frame": lambda: Endless(_RAW + faults.OVERSIZED_FRAME, b"x" * 9000, seconds=0.001),
    },
    ARCHIVE: {**_CHUNKS, "an endless archive": lambda: Endless(_FRAMES, b"x" * 9000, seconds=0.001)},
}
_BESIDE_THE_SETUP = 4  # requests of a command line that its row does not list

# Command lines whose container runs: Ctrl-C is the container's, if the engine answers the request for it.
_SLEEP = "busybox sleep infinity"
PROXIED = (
    Case(f"run {_SLEEP}", ()),
    Case(f"run --rm -i {_SLEEP}", ()),
    Case("start -a made", (), setup=(f"create --name made {_SLEEP}",)),
    Case("attach live", (), setup=(LIVE,)),
)


def trials() -> Iterator[Trial]:
    """Yields every trial, in a fixed order."""
    yield from itertools.chain(_at_each_exchange(), _from_each_request_on(), _after_broken_answers(), at_signals())


def _at_each_exchange() -> Iterator[Trial]:
    for case, exchange in exchanges():
        for name, fault in {**SILENCES, **_STREAMS.get(exchange.response_kind, {})}.items():

            def prepare(engine: Engine, fault=fault, exchange=exchange, case=case) -> threading.Event:  # type: ignore[no-untyped-def]
                # `stop` and `rm` send their requests in parallel: each hangs.
                times = 2 if case.words[0] in ("stop", "rm") else 1
                made = fault()
                return engine.fault(exchange.method, exchange.path, made, after=exchange.after, times=times).reached

            if exchange.response_kind != PING or fault().before_answer:
                yield Trial(case, f"{exchange}: {name}", prepare)


def _from_each_request_on() -> Iterator[Trial]:
    for case in CASES:
        for number in range(len(case.exchanges) + _BESIDE_THE_SETUP):

            def prepare(engine: Engine, number: int = number) -> threading.Event:
                return engine.fault("*", "*", faults.hang(), after=number).reached

            yield Trial(case, f"silence from request {number + 1} on", prepare)


def _after_broken_answers() -> Iterator[Trial]:
    for optional in (False, True):
        for parameters in faults_of(optional=optional):
            case, exchange, name, fault = parameters.values  # type: ignore[attr-defined]

            def prepare(engine: Engine, fault=fault, exchange=exchange) -> threading.Event:  # type: ignore[no-untyped-def]
                made = engine.fault(exchange.method, exchange.path, fault(), after=exchange.after, times=1)
                later = _Later(made)
                engine._rules.append(later)  # type: ignore[arg-type]
                return later.fault.reached

            yield Trial(case, f"{exchange}: {name}, then silence", prepare)


def at_signals() -> Iterator[Trial]:
    """Yields the trials in which the request that forwards Ctrl-C to a running container is not answered."""
    for case in PROXIED:
        for name, fault in {**_UNANSWERED, "cut": faults.cut, "refused": faults.refuse}.items():

            def prepare(engine: Engine, fault: Callable[[], Fault] = fault) -> threading.Event:
                engine.fault("POST", "*/kill", fault())
                engine.fault("DELETE", "*", faults.hang())
                attached = engine.fault("POST", "*/attach", faults.hang(after_bytes=0))
                return _running(engine, attached)

            yield Trial(case, f"forwarded Ctrl-C: {name}", prepare, at_signal=True)


def _running(engine: Engine, attached: Fault) -> threading.Event:
    """Returns an event that is set once PyDock is attached to a container that runs."""
    ready = threading.Event()

    def watch() -> None:
        attached.reached.wait(10)
        with engine.changed:
            engine.changed.wait_for(lambda: any(one.running for one in engine.containers.all()) or engine.closed, 10)
        threading.Timer(0.1, ready.set).start()  # PyDock has to read the answer to the start

    threading.Thread(target=watch, daemon=True).start()
    return ready
