"""A wait for a container to exit: armed first, awaited later."""

from __future__ import annotations

from pydock_core.engine.api.decoding import decode, validate
from pydock_core.engine.readiness import wait_until_ready
from pydock_core.errors import APIError, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pydock_core.engine.api.decoding import Shape
    from pydock_core.engine.messages import Response

_ANSWER = "the engine's answer to the wait for the container"
_SHAPE: Shape = {"StatusCode": int, "Error": {"Message": str}}


class PendingWait:
    """A wait that the engine has armed; it answers when the container has exited."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def result(self) -> int:
        """Blocks until the container has exited and returns its exit status.

        Raises APIError with the engine's message if the wait or the container failed, ConnectionFailed if the
        connection is lost, ProtocolError for a response without a status.
        """
        code, message = self._answer()
        if message:
            raise APIError(message, status=self._response.status)
        return code

    def status_code(self) -> int:
        """Returns what `result` returns, but ignores the engine's message, as for a container that did not start."""
        return self._answer()[0]

    def _answer(self) -> tuple[int, str]:
        data = self._response.read()
        try:
            value = decode(data)
        except ProtocolError as error:
            raise ProtocolError(f"{_ANSWER} is no JSON: {error.message}") from error
        wrong = validate(value, _SHAPE)
        if wrong:
            raise ProtocolError(f"{_ANSWER} is wrong: {wrong.removeprefix('.')}")
        if not value or value.get("StatusCode") is None:
            raise ProtocolError(f"{_ANSWER} has no StatusCode")
        return value["StatusCode"], (value.get("Error") or {}).get("Message") or ""

    def close(self) -> None:
        """Ends the wait."""
        self._response.close()


def is_answered(pending: PendingWait, *, within_seconds: float) -> bool | None:
    """Waits for the first bytes of the answer; returns None at once if the transport can't tell without blocking."""
    body = pending._response.body
    if not hasattr(body, "connection"):  # a transport over requests, or of a plugin
        return None
    connection = body.connection
    if connection is None or connection.buffer:
        return True
    return bool(wait_until_ready([connection.sock], [], within_seconds)[0])
