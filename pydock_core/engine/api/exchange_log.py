"""A `Send` that logs each exchange; imported only where there is a log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydock_core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.messages import Request, Response
    from pydock_core.engine.protocols import Send


def logged(send: Send, log: Callable[[str, dict[str, object]], None]) -> Send:
    """Returns `send` with a log of method, path, status and the milliseconds until the headers, failures included.

    Headers, queries and bodies are never logged: they may hold secrets.
    """

    def send_and_log(request: Request) -> Response:
        started = time.monotonic()

        def record(**outcome: object) -> None:
            fields = {"method": request.method, "path": request.path, **outcome}
            log("request", {**fields, "milliseconds": round((time.monotonic() - started) * 1000, 1)})

        try:
            response = send(request)
        except EngineError as error:
            record(error=type(error).__name__)  # its message may hold the query
            raise
        record(status=response.status)
        return response

    return send_and_log
