"""What the tests of container commands share."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.pytest_plugin import fake_engine, pydock
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.testing import Fault

__all__ = ["fake_engine", "pydock"]


@pytest.fixture
def interrupt() -> Callable[..., None]:
    """Presses Ctrl-C (or sends another signal) once a fault has been reached and a condition holds."""

    def press(fault: Fault, number: int = signal.SIGINT, *, when: Callable[[], bool] = lambda: True) -> None:
        def send() -> None:
            if fault.reached.wait(10):
                wait_until(when)
                time.sleep(0.1)  # the client reads the last response
                os.kill(os.getpid(), number)

        threading.Thread(target=send, daemon=True).start()

    return press
