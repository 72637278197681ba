"""The message of an error, with the hint of the error or of its cause."""

from __future__ import annotations

from pydock_core.errors import PyDockError
from pydock_core.invocation.errors import render


def raised_from(error: PyDockError, cause: BaseException) -> PyDockError:
    error.__cause__ = cause
    return error


def test_hint_of_the_cause_is_shown() -> None:
    refused = PyDockError("refused")
    refused.hint = "Start the engine."
    error = raised_from(PyDockError("not started"), refused)
    assert render(error, "pydock", debugging=False) == "not started\nStart the engine."


def test_error_that_is_its_own_cause_is_rendered() -> None:
    error = PyDockError("no")
    raised_from(error, error)
    assert render(error, "pydock", debugging=False) == "no"
