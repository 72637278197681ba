"""The outcome of a command line, without the times that differ between two runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydock_core.testing import Result

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+|\b\d\d:\d\d\b")
_AGE = re.compile(r"Less than a second|\d+ seconds?")
# The modification time and the checksum in the header of an archive's member, after its size.
_TAR_TIME = re.compile(r"(\d{11}\0)\d{11}\0\d{6}\0 ")
# The widths of columns depend on the ages in them.
_PADDING = re.compile(r"  +")


class Outcome(NamedTuple):
    """The exit status and the normalised output of a command line."""

    status: int
    stdout: str
    stderr: str


def outcome_of(result: Result) -> Outcome:
    """Returns the outcome of a run."""
    return Outcome(result.status, normalised(result.stdout), normalised(result.stderr))


def normalised(text: str) -> str:
    """Returns the text with placeholders for times and ages, and columns with a padding of two spaces."""
    text = _TAR_TIME.sub(r"\1TIME", text)
    return _PADDING.sub("  ", _AGE.sub("AGE", _TIME.sub("TIME", text)))
