"""A connection over ssh: a socketpair with an `ssh` process at its other end."""

from __future__ import annotations

import socket
import subprocess
import tempfile
from typing import TYPE_CHECKING

from pydock_core.engine.transport.sockets import send_some
from pydock_core.values.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Mapping

_STDERR_SHOWN = 4096  # bytes
_ENDING_SECONDS = 1.0


class SSHSocket:
    """One end of the socketpair, and the process at the other; closing it ends and reaps the process."""

    __slots__ = ("_command", "_process", "_sock", "_stderr", "_stderr_text")

    def __init__(self, command: list[str], environ: Mapping[str, str]) -> None:
        self._command = command
        self._stderr_text = ""
        # A file, not a pipe: a pipe would have to be read meanwhile.
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (`close` closes it)
        self._sock, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603 (docker's command; HOST is behind `--`)
                [find_program(command[0], environ), *command[1:]],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=self._stderr,
                start_new_session=True,  # as in docker: a Ctrl-C in the terminal does not reach ssh
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
        """Sends what fits and returns its length."""
        return self._sock.send(data)

    def send_some(self, data: bytes, /) -> int:
        """Sends what fits without waiting and returns its length."""
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

    def terminate(self) -> None:
        """Closes the socket and sends SIGTERM to ssh, without a wait."""
        self._sock.close()
        if self._process.poll() is None:
            self._process.terminate()

    def close(self, within_seconds: float = _ENDING_SECONDS) -> None:
        """Ends ssh, by SIGKILL after `within_seconds`, and reaps it."""
        self.terminate()
        if self._process.poll() is None and not self._wait(within_seconds):
            self._process.kill()
            self._process.wait()
        if not self._stderr.closed:
            self._stderr.seek(0)
            self._stderr_text = " ".join(self._stderr.read()[-_STDERR_SHOWN:].decode("utf-8", "replace").split())
            self._stderr.close()

    def explain(self) -> str:
        """Closes the connection and returns docker's message for it, with the last 4 KiB that ssh wrote on stderr."""
        self.close()
        return (
            f"command [{' '.join(self._command)}] has exited with exit status {self._process.returncode}, "
            "make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: "
            f"stderr={self._stderr_text}"
        )

    def _wait(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True
