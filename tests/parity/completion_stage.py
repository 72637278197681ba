"""The engine and the folder on which completion is compared: a container in each state, images, networks, contexts."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

from tests.parity import given

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.dockerd import Dockerd

GIVEN: list[dict[str, Any]] = [
    {"image": "alpine:3"},
    {"network": "team"},
    {"volume": "data"},
    {"volume": "more"},
    {"name": "web", "Cmd": ["sleep", "600"], "start": True},
    {"name": "frozen", "Cmd": ["sleep", "600"], "start": True},
    {"name": "done", "Cmd": ["true"], "wait": True},
    {"name": "fresh", "Cmd": ["top"]},
]


def prepare(engine: Dockerd, folder: Path, client: Path) -> dict[str, str]:
    """Creates the objects and two contexts; returns the environment of the clients. `client` is a client's folder."""
    given.prepare(engine, GIVEN)
    engine.request("POST", "/containers/frozen/pause")
    engine.request("POST", "/networks/team/connect", {"Container": "web"})
    environ = {"HOME": str(folder), "DOCKER_HOST": engine.host, "LC_ALL": "C.UTF-8"}
    for name in ("remote", "another"):
        command = [str(client / "docker"), "context", "create", name, "--docker", "host=tcp://192.0.2.1:1"]
        subprocess.run(command, env=environ, check=True, capture_output=True, timeout=30)
    return environ
