"""testcontainers, which talks to the engine of the current context, and runs `docker compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import COMPOSE, TESTCONTAINERS

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

PROJECT = {
    "docker-compose.yml": """\
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo hello >/index.html; echo began; exec httpd -f -p 80 -h /"]
    ports: ["127.0.0.1::80"]
    stop_grace_period: 0s
""",
    "compose.py": """\
from urllib.request import urlopen

from testcontainers.compose import DockerCompose

with DockerCompose(".", wait=True) as compose:
    address = "http://%s:%d" % compose.get_service_host_and_port("web", 80)
    print(urlopen(address).read())
    print(compose.exec_in_container(["cat", "/index.html"], "web"))
    print(compose.get_logs("web"))
    print(compose.get_container("web").State)
""",
    "container.py": """\
import io
import tarfile

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

web = DockerContainer("busybox").with_command(["sh", "-c", "echo began; sleep 100"]).with_env("COLOUR", "blue")
with web.waiting_for(LogMessageWaitStrategy("began")) as running:
    print(running.exec(["sh", "-c", "echo $COLOUR; exit 3"]))
    print(running.get_logs())
""",
}


@pytest.mark.parametrize(("compose", "program"), [(COMPOSE[-1], TESTCONTAINERS)], ids=lambda program: program.name)
def test_containers_of_a_compose_project_and_of_a_context(compare: Compare, compose: Program, program: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        side.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
        side.run("python compose.py")
        side.run("python container.py")
        host = side.environ.pop("DOCKER_HOST")
        side.run(f"docker context create work --docker host={host} && docker context use work")
        side.run("python container.py")
        side.note_engine()

    compare(script)
