"""What a target of the fuzzing is, and the check of one input: a value or one of PyDock's errors, in limited time."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydock_core.errors import PyDockError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

LARGEST = 1 << 17  # bytes of an input
SECONDS = 5.0  # for one input
LONGEST = 2000  # characters of a message, beyond the input that the message may quote


@dataclass(frozen=True)
class Target:
    """A parser and the inputs that fit it.

    - `name`: the word on the command line.
    - `parse`: gets an input; raises PyDockError for what it refuses, AssertionError for a wrong result.
    - `examples`: well-formed inputs, which are mutated.
    - `tokens`: pieces that mean something to the parser.
    """

    name: str
    parse: Callable[[bytes], object]
    examples: tuple[bytes, ...]
    tokens: tuple[bytes, ...]


class TooSlow(BaseException):
    """An input that takes longer than `SECONDS`; no handler of Exception catches it."""


def check(target: Target, data: bytes) -> None:
    """Gives one input to a target.

    Raises AssertionError for a bad message or result, TooSlow, and each exception that is no PyDockError.
    """
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        target.parse(data)
    except PyDockError as error:
        message = error.message
        assert isinstance(message, str), message
        assert message.strip(), "an error without a message"
        assert len(message) <= LONGEST + 4 * len(data), f"a message of {len(message)} characters"
        # A message may quote the input; the module that prints messages escapes its line breaks.
        assert message.count("\n") <= data.count(b"\n") + data.count(b"\\n"), f"several lines: {message!r}"
        assert "Traceback" not in message or b"Traceback" in data, message
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TooSlow(f"more than {SECONDS:g} s")
