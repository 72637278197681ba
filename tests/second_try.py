"""pytest plugin for the second try of `scripts/test`: lists the tests that pass only then; too many fail the run.

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
    """Collects passed tests; the summary of pytest lists those that fail again."""
    if report.when == "call" and report.passed:
        _passed.append(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run if more than LIMIT tests needed the second try."""
    if len(_passed) > LIMIT and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Prints the tests before the last line of pytest."""
    if _passed:
        terminalreporter.section("needed a second try")
        for name in _passed:
            terminalreporter.write_line(f"SECOND TRY {name}")
    if len(_passed) > LIMIT:
        terminalreporter.write_line(f"{len(_passed)} tests needed a second try, more than {LIMIT}: the run fails.")
