"""Limits the whole time of a request, for callers that must react to the user while the engine is silent."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from pydock_core.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Callable


def answer_within(seconds: float, request: Callable[[], object]) -> None:
    """Calls `request()`; raises its error, or ConnectionFailed if it has not returned after `seconds`.

    The timeout of a request bounds each wait for a socket only. Beyond that, an engine can send a header byte by byte
    or stop in the body of an error, a name server or an ssh can be silent, and the hook of a plugin can block: the
    request therefore runs in a thread, which an unanswered one keeps until the end of the process.
    """
    errors: list[BaseException] = []

    def call() -> None:
        try:
            request()
        except BaseException as error:  # noqa: BLE001  raised in the thread of the caller
            errors.append(error)

    thread = Thread(target=call, daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        raise ConnectionFailed(f"no thread for a request to the engine: {error}") from error
    thread.join(seconds)
    if errors:
        raise errors[0]
    if thread.is_alive():
        raise ConnectionFailed(f"the engine did not answer within {seconds:g} s")
