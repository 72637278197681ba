"""A target of the fuzzing, and the checks of an input: a value or a PyDockError, in limited time and memory."""

from __future__ import annotations

import signal
import time
import tracemalloc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydock_core.errors import PyDockError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

LARGEST = 1 << 17  # bytes of an input
SMALL = LARGEST >> 3  # bytes of the small input, to whose cost that of the largest is compared
SECONDS = 5.0  # of CPU for one input
LONGEST = 2000  # characters of a message, beyond the input that the message may quote
QUOTED = 12  # characters of a message for each byte of an input, which may be quoted twice and escaped
# Eight times the input costs 8 times as much if the cost is linear, 64 times, less the fixed costs, if quadratic.
STEEPEST = 16
LEAST_SECONDS = 0.15  # a cost below is not compared
LEAST_BYTES = 64 << 20


@dataclass(frozen=True)
class Target:
    """A parser and the inputs that fit it.

    - `name`: the word on the command line.
    - `parse`: gets an input; raises PyDockError for what it refuses, AssertionError for a wrong result.
    - `examples`: well-formed inputs, which are mutated.
    - `tokens`: pieces that mean something to the parser.
    - `has_lists`: messages may have several lines, as docker's for a list of errors.
    """

    name: str
    parse: Callable[[bytes], object]
    examples: tuple[bytes, ...]
    tokens: tuple[bytes, ...]
    has_lists: bool = False


class TooSlow(BaseException):
    """An input that takes longer than `SECONDS`; no handler of Exception catches it."""


def check(target: Target, data: bytes, *, seconds: float = SECONDS) -> None:
    """Gives one input to a target, which may take `seconds` of CPU.

    Raises AssertionError for a bad message or result and for too much time, and each exception that is no PyDockError.
    """
    # CPU time: the machine may be busy, and pytest-timeout has the timer of real time.
    handler = signal.signal(signal.SIGPROF, _give_up)
    # Again and again, because an exception in a callback of the garbage collector is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
    try:
        try:
            _parse(target, data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TooSlow:  # from the parser, or from the line above
        signal.setitimer(signal.ITIMER_PROF, 0)
        raise AssertionError(f"more than {seconds:g} s of CPU") from None
    finally:
        signal.signal(signal.SIGPROF, handler)


def _parse(target: Target, data: bytes) -> None:
    try:
        target.parse(data)
    except PyDockError as error:
        message = message_of(error)
        assert len(message) <= LONGEST + QUOTED * len(data), f"a message of {len(message)} characters"
        # A message may quote the input; the module that prints messages escapes its line breaks.
        breaks = QUOTED * (data.count(b"\n") + data.count(b"\\n"))
        assert target.has_lists or message.count("\n") <= breaks, f"several lines: {message!r}"
        assert "Traceback" not in message or b"Traceback" in data, message


def message_of(error: PyDockError) -> str:
    """Returns the message of an error; raises AssertionError if there is none."""
    message: object = error.message
    assert isinstance(message, str), message
    assert message.strip(), "an error without a message"
    return message


def check_growth(target: Target, head: bytes, piece: bytes, tail: bytes) -> None:
    """Repeats `piece` between `head` and `tail`; raises AssertionError if the cost grows much faster than the input."""
    small, large = (head + piece * max(1, size // len(piece)) + tail for size in (SMALL, LARGEST))
    if _seconds(target, large) > LEAST_SECONDS:
        # The least of three: CPU time grows, too, while other processes empty the caches.
        times = min(_seconds(target, large) / _seconds(target, small, runs=20) for _ in range(3))
        assert times <= STEEPEST, f"{len(large)} bytes take {times:.0f} times as long as {len(small)}"
    used = _bytes_used(target, large)
    if used > LEAST_BYTES:
        times = used / _bytes_used(target, small)
        assert times <= STEEPEST, f"{len(large)} bytes take {times:.0f} times as much memory as {len(small)}"


def _seconds(target: Target, data: bytes, *, runs: int = 1) -> float:
    """Returns the CPU time of an input; the mean of some runs where the clock is too coarse for one."""
    started = time.process_time()
    for _ in range(runs):
        check(target, data)
    return max(time.process_time() - started, 1e-6) / runs


def _bytes_used(target: Target, data: bytes) -> int:
    tracemalloc.start(1)
    try:
        check(target, data, seconds=10 * SECONDS)  # tracing takes long
        return max(tracemalloc.get_traced_memory()[1], 1)
    finally:
        tracemalloc.stop()


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def location(error: BaseException) -> str:
    """Returns the exception's class and its innermost place in PyDock, by which two findings are compared."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "/pydock_core/" in file or "/tests/fuzz/" in file or not found:
            found = f"{file.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {found}"
