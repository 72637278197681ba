"""The transport to engines behind ssh: each connection is an `ssh HOST docker system dial-stdio` of its own."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.ssh_socket import SSHSocket
from pydock_core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.engine.endpoint import Endpoint

HOST = "docker.example.com"  # docker's own placeholder for the Host header
_INVALID = "Failed to initialize: ssh host connection is not valid: invalid SSH URL: "


def ssh_command(address: str) -> list[str]:
    """Returns the command for what follows `ssh://`; a path names the engine's socket on that host, as in docker.

    Raises EngineError with docker's message for what is not `[user@]host[:port][/path]`.
    """
    if "?" in address:
        raise EngineError(f'{_INVALID}query parameters are not allowed: "{address.partition("?")[2]}"')
    authority, slash, path = address.partition("/")
    user, _, place = authority.rpartition("@")
    if ":" in user:
        raise EngineError(f"{_INVALID}plain-text password is not supported")
    host, port = place, ""
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        port = rest.removeprefix(":")
    elif ":" in place:
        host, _, port = place.partition(":")
    if not host:
        raise EngineError(f"{_INVALID}hostname is empty")
    command = ["ssh", "-o", "ConnectTimeout=30", "-T"]
    command += ["-l", user] if user else []
    command += ["-p", port] if port else []
    command += ["--", host, "docker"]
    if slash and path:
        command += ["--host", f"unix:///{path}"]
    return [*command, "system", "dial-stdio"]


class SSHTransport(SocketTransport):
    """The transport over ssh. It keeps the processes behind its connections, which would outlive PyDock otherwise."""

    __slots__ = ("_started",)

    def __init__(self, endpoint: Endpoint, environ: Mapping[str, str]) -> None:
        command = ssh_command(endpoint.address)
        self._started: list[SSHSocket] = []
        started = self._started

        def connect(_timeout_seconds: float | None) -> SSHSocket:
            try:
                started.append(SSHSocket(command, environ))
            except OSError as error:
                raise EngineError(f"error during connect: ssh can't be run: {error.strerror or error}") from error
            return started[-1]

        super().__init__(endpoint, connect, HOST)

    def close(self) -> None:
        """Closes every connection, those in use included; all share one second in which ssh can end."""
        for connection in self._started:
            connection.terminate()
        deadline = monotonic() + 1.0
        while self._started:
            self._started.pop().close(max(0.0, deadline - monotonic()))
        super().close()
