"""Waiting for a container to exit: armed first, awaited later."""

from __future__ import annotations

from pydock_core.engine.client import decode
from pydock_core.errors import APIError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.messages import Response


class Waiting:
    """An armed wait; the engine answers when the container has exited."""

    __slots__ = ("_response",)

    def __init__(self, response: Response) -> None:
        self._response = response

    def result(self) -> int:
        """Blocks until the container has exited; its exit status.

        APIError with the engine's words if something was wrong with the wait or the container, ProtocolError for an
        answer that has no status.
        """
        code, message = self._answer()
        if message:
            raise APIError(message, status=self._response.status)
        return code

    def status_code(self) -> int:
        """As `result`, but the status counts whatever is said beside it, as of a container that could not start."""
        return self._answer()[0]

    def _answer(self) -> tuple[int, str]:
        value = decode(self._response.read())
        code = value.get("StatusCode") if isinstance(value, dict) else None
        if not isinstance(code, int) or isinstance(code, bool):
            raise ProtocolError("the engine's answer to the wait for the container has no StatusCode")
        error = value.get("Error")
        return code, str(error.get("Message") or "") if isinstance(error, dict) else ""

    def close(self) -> None:
        """Gives the wait up."""
        self._response.close()
