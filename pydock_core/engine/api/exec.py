"""`/exec`: commands in running containers."""

from __future__ import annotations

from pydock_core.engine.api.client import name_path
from pydock_core.engine.api.containers import container_path
from pydock_core.engine.api.hijack import hijack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.protocols import Connection


class Exec:
    """Every method raises APIError when the engine refuses, ConnectionFailed and ProtocolError when it fails."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, container: str, body: dict[str, Any]) -> str:
        """The id of a new exec in the container, "" from an engine that gives none; `body` is the API's ExecConfig."""
        answer = self._client.json("POST", container_path(container, "/exec"), dict, body=body)
        return str(answer.get("Id") or "")

    def start(self, exec_id: str, *, tty: bool = False, console_size: tuple[int, int] | None = None) -> Connection:
        """Starts it and hands out its streams, framed unless `tty`; `console_size` is (height, width)."""
        body = _start_body(detach=False, tty=tty, console_size=console_size)
        return hijack(self._client, _path(exec_id, "/start"), body=body)

    def start_detached(self, exec_id: str, *, tty: bool = False, console_size: tuple[int, int] | None = None) -> None:
        """Starts it and leaves it alone."""
        body = _start_body(detach=True, tty=tty, console_size=console_size)
        self._client.request("POST", _path(exec_id, "/start"), body=body).close()

    def inspect(self, exec_id: str) -> dict[str, Any]:
        """Its state: `Running`, `ExitCode` (null while it runs), `Pid`, …"""
        return self._client.json("GET", _path(exec_id, "/json"), dict)

    def resize(self, exec_id: str, *, height: int, width: int, timeout_seconds: float | None = None) -> None:
        """Sets the size of its terminal, in characters."""
        query = {"h": height, "w": width}
        path = _path(exec_id, "/resize")
        self._client.request("POST", path, query=query, timeout_seconds=timeout_seconds).close()


def _path(exec_id: str, tail: str) -> str:
    return f"/exec/{name_path('exec', exec_id)}{tail}"


def _start_body(*, detach: bool, tty: bool, console_size: tuple[int, int] | None) -> dict[str, Any]:
    body: dict[str, Any] = {"Detach": detach, "Tty": tty}
    if console_size is not None:
        body["ConsoleSize"] = list(console_size)
    return body
