"""docker compose, a CLI plugin of docker."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import COMPOSE

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

each_compose = pytest.mark.parametrize("compose", COMPOSE, ids=lambda program: program.name)

PROJECT = {
    "compose.yaml": """\
services:
  web:
    image: busybox
    command: ["sh", "-c", "echo web began; trap 'echo web ends; exit' TERM; while :; do sleep 0.1; done"]
    volumes: ["data:/data"]
    depends_on: [base]
    environment: {COLOUR: "${COLOUR:-blue}"}
  base:
    image: busybox
    command: ["sh", "-c", "echo base began; trap exit TERM; while :; do sleep 0.1; done"]
volumes:
  data: {}
""",
}


@each_compose
def test_project_of_two_services_is_created_used_and_removed(compare: Compare, compose: Program) -> None:
    def script(side: Side) -> None:
        side.write({**PROJECT, "note.txt": "a note\n"})
        side.run("docker compose version", only=r"^Docker Compose version v?\d+\.\d+")
        side.run("docker compose config -q")
        side.run("docker compose up -d", unordered=True)
        side.note_engine()
        side.run("docker compose ps -a", unordered=True)
        side.run("docker compose ps --services")
        side.run("docker compose exec -T web sh -c 'echo $COLOUR; cat; exit 3'", stdin="typed\n")
        side.run("docker compose cp note.txt web:/data/note.txt && docker compose exec -T web cat /data/note.txt")
        side.run("docker compose cp web:/data/note.txt - | tar -x -O")
        side.run("docker compose logs --no-color", unordered=True)
        with side.running("exec docker compose logs -f --no-color web") as logs:
            logs.wait_for("web began")
            logs.interrupt()
            logs.end()
        side.run("docker compose stop -t 1 base")
        side.run("docker compose down -v -t 1", unordered=True)
        side.note_engine()

    compare(script)


@each_compose
def test_ctrl_c_in_up_stops_the_services(compare: Compare, compose: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        with side.terminal("docker compose up -t 1") as terminal:
            terminal.wait("base began")
            terminal.wait("web began")
            terminal.type("\x03")
            status = terminal.end()
            # compose 2.26 ends with 2 at times, with docker, too.
            side.note(
                "up on a terminal, Ctrl-C", "2 or 130" if compose is COMPOSE[0] and status in (2, 130) else status
            )
        side.note_engine()

    compare(script)


@pytest.mark.parametrize("compose", COMPOSE[1:], ids=lambda program: program.name)  # 2.26 ends with 2 at times
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_signal_to_up_without_terminal_stops_the_services(
    compare: Compare, compose: Program, number: signal.Signals
) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        with side.running("exec docker compose up -t 1", only=r"^\S+ +\| \S+ began", unordered=True) as process:
            process.wait_for("web began")
            process.interrupt(number)
            process.end()
        side.note_engine()

    compare(script)


@each_compose
def test_ctrl_c_in_logs_leaves_the_services(compare: Compare, compose: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        side.run("docker compose up -d", unordered=True)
        with side.terminal("docker compose logs -f") as terminal:
            terminal.wait("web began")
            terminal.type("\x03")
            side.note("logs -f on a terminal, Ctrl-C", terminal.end())
        side.note_engine()

    compare(script)


@each_compose
def test_help_and_mistakes_have_the_words_and_status_of_docker(compare: Compare, compose: Program) -> None:
    def script(side: Side) -> None:
        side.run("docker compose up -d")
        side.run("docker compose nosuch | head -n 3")
        side.run("docker compose ps --nosuch")
        side.run("docker --context nosuch compose ls")
        side.run("DOCKER_HOST=unix:///nosuch.sock docker compose ls")
        side.run("docker compose | head -n 3")
        side.run("docker compose up --help | head -n 3")
        side.run("docker help compose | head -n 3")
        side.run("docker help compose up | head -n 3")
        side.run("docker --help", only=r"^  compose.*")
        side.run("docker info", only=r"^  compose:.*")

    compare(script)
