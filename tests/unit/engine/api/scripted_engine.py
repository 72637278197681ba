"""A `Send` that answers from a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydock_core.engine.api.client import Channel, Client
from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.messages import BytesBody, Request, Response
from pydock_core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Response | EngineError

PING = {"api-version": "1.41", "ostype": "linux", "builder-version": "2", "docker-experimental": "false"}


def response(body: bytes = b"", status: int = 200, **headers: str) -> Response:
    reasons = {200: "OK", 204: "No Content", 301: "Moved Permanently", 404: "Not Found", 500: "Internal Server Error"}
    return Response(
        status,
        reasons.get(status, ""),
        {name.replace("_", "-"): value for name, value in headers.items()},
        BytesBody(body),
    )


class ScriptedEngine:
    """A `Send` that keeps the requests and gives these answers in turn, a good ping to `HEAD /_ping` in between."""

    def __init__(self, *answers: Answer, ping: Callable[[Request], Answer] | None = None) -> None:
        self.requests: list[Request] = []
        self._answers = list(answers)
        self._ping = ping or (lambda _request: Response(200, "OK", PING, BytesBody()))

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        given = self._ping(request) if request.path.endswith("/_ping") else self._answers.pop(0)
        if isinstance(given, EngineError):
            raise given
        return given

    def client(self, **more: Any) -> Client:
        channel = self.channel(base_path=more.pop("base_path", ""), headers=more.pop("headers", None))
        return Client(lambda: channel, user_agent="PyDock", **more)

    def channel(self, *, base_path: str = "", headers: dict[str, str] | None = None) -> Channel:
        return Channel(Endpoint("unix", "/d.sock", url="unix:///d.sock", base_path=base_path), self, headers)

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]
