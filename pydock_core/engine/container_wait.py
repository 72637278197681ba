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

        APIError with the engine's words if the wait itself failed, ProtocolError for an answer that has no status.
        """
        value = decode(self._response.read())
        code = value.get("StatusCode") if isinstance(value, dict) else None
        if not isinstance(code, int) or isinstance(code, bool):
            raise ProtocolError("the engine's answer to the wait for the container has no StatusCode")
        error = value.get("Error")
        if isinstance(error, dict) and error.get("Message"):
            raise APIError(str(error["Message"]), status=self._response.status)
        return code

    def close(self) -> None:
        """Gives the wait up."""
        self._response.close()
