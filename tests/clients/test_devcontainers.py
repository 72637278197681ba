"""The devcontainer command line: a development container that is started, used and built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import BUILDX, COMPOSE, DEVCONTAINERS

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

IMAGE = {"image": "busybox", "containerEnv": {"COLOUR": "blue"}, "postCreateCommand": "echo created >/created"}
BUILD = {"build": {"dockerfile": "Dockerfile", "args": {"COLOUR": "red"}}, "remoteUser": "user"}
SERVICES = {"dockerComposeFile": "compose.yaml", "service": "app", "workspaceFolder": "/workspace"}
PROJECT = {
    ".devcontainer/image/devcontainer.json": json.dumps(IMAGE),
    ".devcontainer/build/devcontainer.json": json.dumps(BUILD),
    ".devcontainer/build/Dockerfile": "FROM busybox\nARG COLOUR\nENV COLOUR=$COLOUR\n",
    ".devcontainer/services/devcontainer.json": json.dumps(SERVICES),
    ".devcontainer/services/compose.yaml": """\
services:
  app:
    image: busybox
    command: sleep 1000
    volumes: ["../..:/workspace"]
  other:
    image: busybox
    command: sleep 1000
""",
    "note.txt": "a note\n",
}
OUTCOME = r'"outcome":"\w+"|"remoteWorkspaceFolder":"[^"]*"|"remoteUser":"[^"]*"'


@pytest.mark.parametrize(
    ("buildx", "compose", "program"), [(BUILDX[-1], COMPOSE[-1], DEVCONTAINERS)], ids=lambda program: program.name
)
@pytest.mark.parametrize("kind", ["image", "build", "services"])
def test_development_container(
    compare: Compare, buildx: Program, compose: Program, program: Program, kind: str
) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        words = f"--workspace-folder . --config .devcontainer/{kind}/devcontainer.json"
        side.run(f"devcontainer up {words}", only=OUTCOME)
        side.run(
            f"devcontainer exec {words} sh -c 'echo $COLOUR; pwd; id -un; cat note.txt; cat; exit 3'", stdin="typed\n"
        )
        side.run(f"devcontainer up {words}", only=OUTCOME)
        side.run(f"devcontainer build {words} --image-name made", only=OUTCOME)
        side.note_engine()

    compare(script)
