"""An sshd on 127.0.0.1 with its own keys, and a wrapper `ssh` for PATH that uses the keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.engines import processes

if TYPE_CHECKING:
    from types import TracebackType

# sshd needs a folder in /run; the mount namespace provides one without a change of the machine.
_SETUP = 'mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec "$@"'


class Sshd:
    """An sshd for root; its sessions have DOCKER_HOST `docker_host` and PATH `path`. A context manager.

    Clients use `environment` (or the folder `commands` first on PATH) and connect to `url`.
    """

    def __init__(self, docker_host: str, *, path: str = "/usr/bin:/bin") -> None:
        self._docker_host = docker_host
        self._path = path
        self.port = processes.free_port()
        self._owner = processes.Folder("pydock-sshd")
        self.log = self._owner.path / "sshd.log"
        self.commands = self._owner.path / "bin"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The DOCKER_HOST of clients: `ssh://root@127.0.0.1:PORT`."""
        return f"ssh://root@127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment with DOCKER_HOST and the wrapper `ssh` first on PATH."""
        return {**os.environ, "PATH": f"{self.commands}:{os.environ['PATH']}", "DOCKER_HOST": self.url}

    def __enter__(self) -> Sshd:
        try:
            folder = self._owner.path
            for key in ("host", "user"):
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
            self._write_server_configuration(folder)
            self._write_client(folder)
            # sshd requires an absolute path of itself.
            program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin") or "/usr/sbin/sshd"
            command = [
                "unshare",
                "--mount",
                "sh",
                "-c",
                _SETUP,
                "sh",
                program,
                "-D",
                "-e",
                "-f",
                f"{folder}/sshd_config",
            ]
            self._process = processes.start(command, self.log)
            processes.wait_until_ready(self._process, lambda: processes.accepts_connections(self.port), self.log)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the sshd and removes the keys."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self._owner.remove()

    def _write_server_configuration(self, folder: Path) -> None:
        lines = [
            f"ListenAddress 127.0.0.1:{self.port}",
            f"HostKey {folder}/host",
            f"AuthorizedKeysFile {folder}/user.pub",
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
            f"SetEnv DOCKER_HOST={self._docker_host} PATH={self._path}",
        ]
        (folder / "sshd_config").write_text("\n".join(lines) + "\n")

    def _write_client(self, folder: Path) -> None:
        key = (folder / "host.pub").read_text()
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}")
        lines = [
            "Host *",
            f"  IdentityFile {folder}/user",
            "  IdentitiesOnly yes",
            f"  UserKnownHostsFile {folder}/known_hosts",
            "  GlobalKnownHostsFile none",
            "  StrictHostKeyChecking yes",
        ]
        (folder / "ssh_config").write_text("\n".join(lines) + "\n")
        self.commands.mkdir()
        wrapper = self.commands / "ssh"
        # ssh ignores HOME and reads the user database, so -F names the configuration.
        wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/ssh_config "$@"\n')
        wrapper.chmod(0o755)
