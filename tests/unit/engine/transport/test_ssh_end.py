"""The end of ssh processes that ignore SIGTERM: one second for all connections, and then SIGKILL."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from pydock_core.engine.endpoint import Endpoint
from pydock_core.engine.transport.ssh import SSHTransport

if TYPE_CHECKING:
    from pathlib import Path

CONNECTIONS = 4


def test_ssh_processes_that_ignore_sigterm_are_killed_together(tmp_path: Path) -> None:
    program = tmp_path / "ssh"
    program.write_text(f"#!/bin/sh\ntrap '' TERM\n: >{tmp_path}/$$.started\nwhile :; do sleep 0.1; done\n")
    program.chmod(0o755)
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    transport = SSHTransport(Endpoint("ssh", "somewhere", url="ssh://somewhere"), environ)
    for _ in range(CONNECTIONS):
        transport._connect(None)
    deadline = time.monotonic() + 10
    while len(started := list(tmp_path.glob("*.started"))) < CONNECTIONS:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    begun = time.monotonic()
    transport.close()
    assert time.monotonic() - begun < 2.0
    assert not any(os.path.exists(f"/proc/{path.stem}") for path in started)
