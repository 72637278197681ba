"""PyDock as a separate process that connects to a fake engine through a unix socket."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PYDOCK = str(Path(sys.executable).with_name("pydock"))


class Client:
    """Runs PyDock with the variables of `environ`, DOCKER_HOST `host`, and only the built-in plugins."""

    def __init__(self, environ: Mapping[str, str], host: str) -> None:
        self.environ = {**os.environ, **environ, "DOCKER_HOST": host, "PYDOCK_PLUGINS": "none"}

    def __call__(self, *words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """Runs a command line to its end; `more` are arguments of `subprocess.run`."""
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.run([PYDOCK, *words], timeout=60, env=self.environ, **more)

    def shell(self, script: str) -> subprocess.CompletedProcess[bytes]:
        """Runs a bash script with `pydock` on the PATH."""
        environ = {**self.environ, "PATH": f"{Path(PYDOCK).parent}:{os.environ['PATH']}"}
        return subprocess.run(["bash", "-c", script], capture_output=True, timeout=60, env=environ)

    def begin(self, *words: str, **more: Any) -> subprocess.Popen[bytes]:
        """Starts a command line with pipes for stdout and stderr; `more` are arguments of `subprocess.Popen`."""
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.Popen([PYDOCK, *words], env=self.environ, **more)
