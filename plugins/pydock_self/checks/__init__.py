"""What `self doctor` checks: one module for each part, each check a function from the session to its findings."""

from __future__ import annotations

OK, WARN, FAIL = "ok", "warn", "fail"


class Check:
    """One finding: what it is about, the verdict, what was found and, unless all is well, what to do."""

    __slots__ = ("advice", "message", "name", "verdict")

    def __init__(self, name: str, verdict: str, message: str, advice: str = "") -> None:
        self.name = name
        self.verdict = verdict
        self.message = message
        self.advice = advice
