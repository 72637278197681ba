"""The second try of `scripts/test`: names each test that needed it, and fails the run where there are too many.

Loaded by `pytest -p tests.second_try --last-failed`, in one process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

LIMIT = 3

_passed: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keeps what passes; what fails again is in pytest's own summary."""
    if report.when == "call" and report.passed:
        _passed.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run that would pass."""
    if len(_passed) > LIMIT and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Prints the tests, before pytest's closing line."""
    if _passed:
        terminalreporter.section("needed a second try")
        for name in _passed:
            terminalreporter.write_line(f"SECOND TRY {name}")
    if len(_passed) > LIMIT:
        terminalreporter.write_line(f"{len(_passed)} tests needed a second try, more than {LIMIT}: the run fails.")
