"""pytest-docker, whose fixtures start a compose project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import COMPOSE, PYTEST_DOCKER

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

PROJECT = {
    "tests/docker-compose.yml": """\
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo hello >/index.html; exec httpd -f -p 80 -h /"]
    ports: ["127.0.0.1::80"]
    stop_grace_period: 0s
""",
    "tests/test_web.py": """\
from urllib.error import URLError
from urllib.request import urlopen


def test_service_answers_on_its_published_port(docker_ip, docker_services):
    address = f"http://{docker_ip}:{docker_services.port_for('web', 80)}"

    def answers():
        try:
            return urlopen(address).read() == b"hello\\n"
        except (OSError, URLError):
            return False

    docker_services.wait_until_responsive(check=answers, timeout=20, pause=0.1)
""",
}


@pytest.mark.parametrize(("compose", "program"), [(COMPOSE[-1], PYTEST_DOCKER)], ids=lambda program: program.name)
def test_fixtures_start_and_remove_services(compare: Compare, compose: Program, program: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        side.run("pytest -q -p no:cacheprovider", only=r"^\d+ (?:passed|failed|error)|^E .*")
        side.note_engine()

    compare(script)
