"""A local git server with one repository for builds."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.engines import processes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def serve_repository(folder: Path) -> Iterator[str]:
    """Creates a repository in `folder`, serves it, and yields its URL.

    The branch `master` has a Dockerfile, the branch `other` also one in the folder `sub`.
    """
    made = folder / "made.git"
    made.mkdir(parents=True)
    environ = {**os.environ, "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*words: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=b"]
        subprocess.run(["git", *identity, *words], cwd=made, env=environ, check=True, capture_output=True)

    git("init", "-b", "master")
    (made / "Dockerfile").write_text("FROM busybox\nLABEL from=master\n")
    git("add", ".")
    git("commit", "-m", "x")
    git("checkout", "-b", "other")
    (made / "sub").mkdir()
    (made / "sub" / "Dockerfile").write_text("FROM busybox\nCOPY . /c\nRUN ls /c\n")
    git("add", ".")
    git("commit", "-m", "y")
    port = processes.free_port()
    words = ["git", "daemon", "--export-all", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen([*words, f"--base-path={folder}", str(folder)], env=environ, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/made.git"
    finally:
        server.terminate()
        server.wait()
