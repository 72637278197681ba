"""Engines behind ssh: each connection is an `ssh HOST docker system dial-stdio` of its own, spoken to over a socketpair."""

from __future__ import annotations

import socket
import subprocess
import tempfile

from ..errors import EngineError
from .http import SocketCarrier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .endpoint import Endpoint
    from .messages import Send

HOST = "docker.example.com"  # docker's own placeholder for the Host header
_STDERR_SHOWN = 4096
_INVALID = "Failed to initialize: ssh host connection is not valid: invalid SSH URL: "


class SSHSocket:
    """Our end of the socketpair, and the process at the other; closing it ends and reaps the process."""

    __slots__ = ("_command", "_process", "_sock", "_stderr")

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._command = command
        self._stderr = tempfile.TemporaryFile()
        self._sock, theirs = socket.socketpair()
        try:
            # A session of its own, as docker's: a Ctrl-C in the terminal is ours to handle.
            self._process = subprocess.Popen(
                command, stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=self._stderr, start_new_session=True, env=dict(environ)
            )
        except BaseException:
            self._sock.close()
            self._stderr.close()
            raise
        finally:
            theirs.close()

    def recv(self, size: int, /) -> bytes:
        return self._sock.recv(size)

    def send(self, data: bytes, /) -> int:
        return self._sock.send(data)

    def sendall(self, data: bytes, /) -> None:
        self._sock.sendall(data)

    def shutdown(self, how: int, /) -> None:
        """Half-closes: ssh sees the end of its stdin, and its output goes on."""
        self._sock.shutdown(how)

    def settimeout(self, seconds: float | None, /) -> None:
        self._sock.settimeout(seconds)

    def fileno(self) -> int:
        return self._sock.fileno()

    def close(self) -> None:
        """Ends ssh: by the end of its stdin, and after half a second by signals."""
        self._sock.close()
        for end in (None, self._process.terminate, self._process.kill):
            if end is not None:
                end()
            try:
                self._process.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                continue

    def explain(self) -> str:
        """Why ssh ended, in docker's words, with what it wrote on stderr (its last 4 KiB)."""
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return f"command {self._shown()} has closed its output without an answer"
        self._stderr.seek(0)
        said = " ".join(self._stderr.read()[-_STDERR_SHOWN:].decode("utf-8", "replace").split())
        return (
            f"command {self._shown()} has exited with exit status {status}, make sure the URL is valid, "
            f"and Docker 18.09 or later is installed on the remote host: stderr={said}"
        )

    def _shown(self) -> str:
        return f"[{' '.join(self._command)}]"


def ssh_command(address: str) -> list[str]:
    """The command for what follows `ssh://`; EngineError with docker's words when that is no `[user@]host[:port]`.

    A path names the engine's socket on the other side, as in docker.
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


def open_ssh(endpoint: Endpoint, environ: Mapping[str, str]) -> Send:
    """The carrier; ssh itself runs when the first request is made."""
    command = ssh_command(endpoint.address)

    def connect(_timeout_seconds: float | None) -> SSHSocket:
        try:
            return SSHSocket(command, environ)
        except OSError as error:
            raise EngineError(f"error during connect: ssh can't be run: {error.strerror or error}") from error

    return SocketCarrier(endpoint, connect, HOST)
