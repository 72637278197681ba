"""A `Send` that tells a log of each exchange; imported only where one is wanted."""

from __future__ import annotations

import time

from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send


def logged(send: Send, log: Callable[[str, dict[str, object]], None]) -> Send:
    """`send`, which logs method, path, status and the milliseconds until the answer's headers, also where it fails.

    Headers, queries and bodies are never logged: they may hold secrets.
    """

    def send_and_tell(request: Request) -> Response:
        begun = time.monotonic()

        def tell(**outcome: object) -> None:
            fields = {"method": request.method, "path": request.path, **outcome}
            log("request", {**fields, "milliseconds": round((time.monotonic() - begun) * 1000, 1)})

        try:
            response = send(request)
        except EngineError as error:
            tell(error=type(error).__name__)  # its message may hold the query
            raise
        tell(status=response.status)
        return response

    return send_and_tell
