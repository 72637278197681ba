"""Engines behind ssh: a connection is an `ssh HOST docker system dial-stdio` of its own at the end of a socketpair."""

from __future__ import annotations

import socket
import subprocess
import tempfile

from pydock_core.engine.transport.http import SocketTransport
from pydock_core.engine.transport.sockets import send_some
from pydock_core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydock_core.engine.endpoint import Endpoint

HOST = "docker.example.com"  # docker's own placeholder for the Host header
_STDERR_SHOWN = 4096
_ENDING_SECONDS = 2.0
_INVALID = "Failed to initialize: ssh host connection is not valid: invalid SSH URL: "


class SSHSocket:
    """Our end of the socketpair, and the process at the other; closing it ends and reaps the process."""

    __slots__ = ("_command", "_process", "_said", "_sock", "_stderr")

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._command = command
        self._said = ""
        # A file, not a pipe: nobody has to read it meanwhile.
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (`close` closes it)
        self._sock, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603 (docker's command; HOST is behind `--`)
                command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=self._stderr,
                start_new_session=True,  # as docker's: a Ctrl-C in the terminal is ours to handle
                env=dict(environ),
            )
        except BaseException:
            self._sock.close()
            self._stderr.close()
            raise
        finally:
            theirs.close()

    def recv(self, size: int, /) -> bytes:
        """The next bytes; b"" when ssh has closed its output, which it does when it ends."""
        data = self._sock.recv(size)
        if not data:
            self._wait(_ENDING_SECONDS)
        return data

    def send(self, data: bytes, /) -> int:
        """Sends what fits and tells how much that was."""
        return self._sock.send(data)

    def send_some(self, data: bytes, /) -> int:
        """Sends what fits without waiting."""
        return send_some(self._sock, data)

    def sendall(self, data: bytes, /) -> None:
        """Sends all of `data`."""
        self._sock.sendall(data)

    def shutdown(self, how: int, /) -> None:
        """Half-closes: ssh sees the end of its stdin, and its output goes on."""
        self._sock.shutdown(how)

    def settimeout(self, seconds: float | None, /) -> None:
        """Bounds each wait for ssh."""
        self._sock.settimeout(seconds)

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._sock.fileno()

    def close(self) -> None:
        """Ends ssh, if it hasn't ended, and reaps it."""
        self._sock.close()
        if self._process.poll() is None:
            self._process.terminate()
            if not self._wait(_ENDING_SECONDS):
                self._process.kill()
                self._process.wait()
        if not self._stderr.closed:
            self._stderr.seek(0)
            self._said = " ".join(self._stderr.read()[-_STDERR_SHOWN:].decode("utf-8", "replace").split())
            self._stderr.close()

    def explain(self) -> str:
        """Why ssh ended, in docker's words, with what it wrote on stderr (its last 4 KiB); closes the connection."""
        self.close()
        return (
            f"command [{' '.join(self._command)}] has exited with exit status {self._process.returncode}, "
            "make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: "
            f"stderr={self._said}"
        )

    def _wait(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


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


class SSHTransport(SocketTransport):
    """The transport, which knows the processes behind its connections: what ends PyDock would leave them running."""

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
        """Closes every connection, one that is in use too."""
        super().close()
        while self._started:
            self._started.pop().close()
