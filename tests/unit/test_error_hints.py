"""The hint of an error, or of its cause, below the error's message."""

from __future__ import annotations

import pytest

from pydock_core.errors import PyDockError
from pydock_core.invocation.errors import render


def test_hint_of_the_cause_is_shown() -> None:
    cause, error = PyDockError("refused"), PyDockError("the command failed")
    cause.hint, error.__cause__ = "use sudo", cause
    assert render(error, "pydock", debugging=False) == "the command failed\nuse sudo"


@pytest.mark.timeout(20)
def test_error_that_causes_itself_is_reported_without_a_hint() -> None:
    error, other = PyDockError("refused"), PyDockError("refused, too")
    for cause in (error, other):
        error.__cause__, other.__cause__ = cause, error
        assert render(error, "pydock", debugging=False) == "refused"
