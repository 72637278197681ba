"""`/exec`: commands in running containers."""

from __future__ import annotations

from pydock_core.engine.api.containers import container_path
from pydock_core.engine.api.encoding import name_path
from pydock_core.engine.api.hijack import hijack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pydock_core.engine.api.client import Client
    from pydock_core.engine.protocols import Connection


class Exec:
    """`engine.exec`. `console_size` is (height, width) of a terminal, in characters (API 1.42).

    Every method raises APIError if the engine answers with an error, ConnectionFailed if it can't be reached, and
    ProtocolError for an empty name or id or a response that is not the API's.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, container: str, body: dict[str, Any]) -> str:
        """Prepares a command in a container and returns the exec's id, "" from an engine that sends none.

        `body` is the API's ExecConfig: `Cmd`, `Env`, `User`, `Tty`, `AttachStdout`, …
        """
        answer = self._client.json("POST", container_path(container, "/exec"), dict, body=body)
        return str(answer.get("Id") or "")

    def start(self, exec_id: str, *, tty: bool = False, console_size: tuple[int, int] | None = None) -> Connection:
        """Starts the command and returns a raw connection to its streams; the caller closes it.

        Without `tty`, output comes in frames (see `demultiplex`).
        """
        body = _start_body(detach=False, tty=tty, console_size=console_size)
        return hijack(self._client, _path(exec_id, "/start"), body=body)

    def start_detached(self, exec_id: str, *, tty: bool = False, console_size: tuple[int, int] | None = None) -> None:
        """Starts the command and returns at once."""
        body = _start_body(detach=True, tty=tty, console_size=console_size)
        self._client.request("POST", _path(exec_id, "/start"), body=body).close()

    def inspect(self, exec_id: str) -> dict[str, Any]:
        """Returns the exec's state: `Running`, `ExitCode` (null while it runs), `Pid`, …"""
        return self._client.json("GET", _path(exec_id, "/json"), dict)

    def resize(self, exec_id: str, *, height: int, width: int, timeout_seconds: float | None = None) -> None:
        """Sets the size of the command's terminal, in characters; `timeout_seconds` bounds the request."""
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
