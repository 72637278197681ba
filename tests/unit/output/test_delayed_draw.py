"""Progress that was gathered is drawn while the source of pieces or messages is silent, and not after its end."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pydock_builder.progress import Progress
from pydock_container.copy_progress import CopyProgress

from pydock_core.errors import PyDockError
from pydock_core.output.delayed_draw import DelayedDraw
from pydock_core.output.progress_display import display

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Shown:
    """The text that was written, and `wait` for a part of it."""

    is_terminal = True

    def __init__(self) -> None:
        self.text = ""
        self._changed = threading.Condition()

    def write_control(self, text: str) -> None:
        with self._changed:
            self.text += text
            self._changed.notify_all()

    def flush(self) -> None:
        """Everything is written at once."""

    def wait(self, part: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: part in self.text, 10), self.text


def _session(shown: _Shown) -> Any:
    return SimpleNamespace(clock=time, stdin=SimpleNamespace(size=lambda: None), stderr=shown)


def _pieces(shown: _Shown, last: str) -> Iterator[bytes]:
    """Yields 300 KB in a burst, and waits until the count of all of it is shown."""
    for _ in range(3):
        yield bytes(100_000)
    shown.wait(last)


def test_context_progress_is_drawn_while_engine_stops_reading() -> None:
    shown = _Shown()
    progress = Progress(_session(shown), shown.write_control, "Sending", last_only=False)
    assert sum(map(len, progress.watch(_pieces(shown, "300kB")))) == 300_000
    assert shown.text.endswith("300kB\r\r\n")


def test_context_progress_off_terminal_is_one_line() -> None:
    shown = _Shown()
    progress = Progress(_session(shown), shown.write_control, "Sending", last_only=True)
    for _ in progress.watch([bytes(100_000)] * 20):
        pass
    assert shown.text == "Sending      2MB\r\r\n"


def test_copy_progress_is_drawn_while_source_is_silent() -> None:
    shown = _Shown()
    with CopyProgress(_session(shown), "Copying - ") as progress:
        assert sum(map(len, progress.counted(_pieces(shown, "300kB")))) == 300_000
    assert shown.text.endswith("\r")


def test_layer_progress_is_drawn_while_stream_is_silent() -> None:
    shown = _Shown()

    def messages() -> Iterator[dict[str, Any]]:
        for count in (1, 2, 3):
            yield {"id": "a", "status": "Pulling", "progressDetail": {"current": count, "total": 9}}
        shown.wait("3B/9B")

    display(messages(), shown.write_control, columns=80)


def test_failed_delayed_draw_raises_at_close() -> None:
    failed = threading.Event()

    def draw() -> None:
        failed.set()
        raise PyDockError("write /dev/stdout: input/output error")

    delayed = DelayedDraw(draw, 0)
    delayed.request()
    assert failed.wait(10)
    with pytest.raises(PyDockError, match="input/output error"):
        delayed.close()


def test_delayed_draw_ends_with_close() -> None:
    drawn: list[int] = []
    delayed = DelayedDraw(lambda: drawn.append(1), 0.01)
    with delayed.lock:
        delayed.request()
        delayed.close()
    assert delayed._thread is not None
    delayed._thread.join(10)
    assert not delayed._thread.is_alive()
    assert drawn == []
