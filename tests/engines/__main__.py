"""Starts an engine for manual tests: `python -m tests.engines [COMMAND [ARG...]]`, as root.

Runs the command with DOCKER_HOST in the engine's network, and ends with the exit status of the command. Without a
command, prints a line for other terminals and runs the engine until Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.engines import images, namespaces
from tests.engines.dockerd import Dockerd


def main(command: list[str]) -> int:
    """Runs the command and returns its exit status, 1 if no engine can be started."""
    reason = namespaces.missing()
    if reason is not None:
        print(reason, file=sys.stderr)
        return 1
    namespaces.enter()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Dockerd(images=(images.busybox(), images.furnished())) as engine:
        if command:
            return subprocess.run(command, env={**os.environ, "DOCKER_HOST": engine.host}).returncode
        print(f"export DOCKER_HOST={engine.host}", flush=True)
        print(
            f"ports of containers: nsenter --net=/proc/{os.getpid()}/ns/net COMMAND; end with Ctrl-C", file=sys.stderr
        )
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
