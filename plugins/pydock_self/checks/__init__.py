"""The checks of `self doctor`: one module for each area, each check a function from the session to its findings."""

from __future__ import annotations

OK, WARN, FAIL = "ok", "warn", "fail"


class Check:
    """One finding: its subject, the verdict, the message, and advice unless the verdict is good."""

    __slots__ = ("advice", "message", "name", "verdict")

    def __init__(self, name: str, verdict: str, message: str, advice: str = "") -> None:
        self.name = name
        self.verdict = verdict
        self.message = message
        self.advice = advice
