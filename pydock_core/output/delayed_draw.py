"""Draws what was gathered, from a thread: the stream of messages may fall silent right after the last one."""

from __future__ import annotations

import threading

from pydock_core.errors import PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class DelayedDraw:
    """Calls `draw` at most `seconds` after a `request`, with `lock` held, from a thread that the first request starts.

    The owner holds `lock` (which is reentrant) while it changes or writes what `draw` writes.
    """

    __slots__ = ("_draw", "_failure", "_is_closed", "_is_requested", "_seconds", "_thread", "lock")

    def __init__(self, draw: Callable[[], object], seconds: float) -> None:
        self.lock = threading.RLock()
        self._draw = draw
        self._seconds = seconds
        self._is_requested = threading.Event()
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: PyDockError | OSError | None = None

    def request(self) -> None:
        """Requests a call of `draw`; further requests before the call change nothing."""
        self._is_requested.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the calls of `draw`; raises the error of one that has failed, such as a failed write."""
        with self.lock:
            self._is_closed.set()
            self._is_requested.set()
            if self._failure is not None:
                raise self._failure

    def _run(self) -> None:
        while True:
            self._is_requested.wait()
            if self._is_closed.wait(self._seconds):
                return
            with self.lock:
                if self._is_closed.is_set():
                    return
                self._is_requested.clear()
                try:
                    self._draw()
                except (PyDockError, OSError) as error:
                    self._failure = error
                    return
