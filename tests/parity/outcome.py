"""The outcome of a case with one client, and the differences of two outcomes."""

from __future__ import annotations

import difflib
import json
from typing import Any

STREAMS = ("status", "stdout", "stderr", "requests")


class Outcome:
    """The normalised exit status, outputs and requests of one run.

    A request is a dict with `request` ("METHOD path") and optionally `query` (sorted pairs), `headers` and
    `body` (decoded JSON, or text).
    """

    __slots__ = STREAMS

    def __init__(self, status: int, stdout: str, stderr: str, requests: list[dict[str, Any]]) -> None:
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
        self.requests = requests


def changes(expected: Outcome, got: Outcome, stream: str) -> list[str]:
    """Returns a stream's lines that only `expected` has, after a "-", and those that only `got` has, after a "+"."""
    diff = difflib.unified_diff(_lines(expected, stream), _lines(got, stream), n=0)
    return [line.rstrip("\n") for line in list(diff)[2:] if not line.startswith("@@")]


def report(expected: Outcome, got: Outcome, stream: str, expected_from: str, got_from: str) -> str:
    """Returns a unified diff of a stream, "" without a difference."""
    left, right = _lines(expected, stream), _lines(got, stream)
    diff = difflib.unified_diff(left, right, f"{stream} of {expected_from}", f"{stream} of {got_from}")
    return "\n".join(line.rstrip("\n") for line in diff)


def _lines(outcome: Outcome, stream: str) -> list[str]:
    value = getattr(outcome, stream)
    if stream == "requests":
        return [line for request in value for line in json.dumps(request, indent=1, sort_keys=True).splitlines()]
    if stream == "status":
        return [str(value)]
    lines: list[str] = str(value).splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += " (no newline at the end)"
    return lines
