"""The size of a container's terminal: an engine that isn't ready is asked again, after 10, 20, … 100 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions.terminal import Resizing
from pydock_core.errors import APIError
from pydock_core.session import Clock

if TYPE_CHECKING:
    from tests.unit.actions.conftest import Stage


class SetClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Terminal:
    """An output that says it is a terminal of 80 columns and 24 rows."""

    is_terminal = True

    def size(self) -> tuple[int, int]:
        return 80, 24


@pytest.fixture
def resizing(stage: Stage) -> Any:
    session: Any = stage.session
    session.clock = SetClock()
    session.stdout = Terminal()
    return session


def test_each_resize_retry_waits_10_ms_longer_than_the_one_before(resizing: Any, stage: Stage) -> None:
    sizes: list[tuple[int, int]] = []

    def refuse(height: int, width: int) -> None:
        sizes.append((height, width))
        raise APIError("container is not running", status=409)

    waits: list[float] = []
    with Resizing(resizing, refuse, wanted=True) as sized:
        while (seconds := sized.due_seconds()) is not None:
            waits.append(round(seconds, 6))
            resizing.clock.now += seconds
            sized.retry()
    assert waits == [round(0.01 * tries, 6) for tries in range(1, 11)]
    assert sizes == [(24, 80)] * 11
    assert stage.stderr() == "failed to resize tty, using default size\n"


def test_resize_retries_end_with_the_first_that_succeeds(resizing: Any, stage: Stage) -> None:
    answers = iter([False, False, True])

    def resize(_height: int, _width: int) -> None:
        if not next(answers):
            raise APIError("container is not running", status=409)

    with Resizing(resizing, resize, wanted=True) as sized:
        while (seconds := sized.due_seconds()) is not None:
            resizing.clock.now += seconds
            sized.retry()
    assert next(answers, "all used") == "all used"
    assert stage.stderr() == ""
