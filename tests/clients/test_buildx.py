"""docker buildx, a CLI plugin of docker, with the BuildKit that dockerd contains."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import BUILDX

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

each_buildx = pytest.mark.parametrize("buildx", BUILDX, ids=lambda program: program.name)

# What a display of progress shows whatever the speed of the machine: errors and the names of the steps.
STEPS = r"^(?:#\d+ )?((?:\[|ERROR|>>>| *\d+ \|).*)$"
PROJECT = {
    "Dockerfile": """\
FROM busybox
ARG COLOUR=blue
RUN --mount=type=cache,target=/cache echo $COLOUR >>/cache/colours && cp /cache/colours /colours
RUN echo $COLOUR >/colour
COPY note.txt /
""",
    "note.txt": "a note\n",
    "docker-bake.hcl": """\
group "default" { targets = ["one", "two"] }
target "one" { tags = ["one"] }
target "two" {
  tags = ["two"]
  args = { COLOUR = "red" }
}
""",
    "slow/Dockerfile": "FROM busybox\nRUN echo begins && sleep 60\n",
    "broken/Dockerfile": "FROM busybox\nRUN exit 3\n",
}


@each_buildx
def test_build_loads_the_image_and_keeps_a_cache_mount(compare: Compare, buildx: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        side.run("docker buildx version", only=r"^\S+buildx v?\d+\.\d+")
        side.run("docker buildx ls", only=r"^default.*")
        side.run("docker buildx build --load --progress plain -t first .", only=STEPS, unordered=True)
        side.run("docker buildx build --load --quiet --build-arg COLOUR=red -t second .")
        side.run("docker run --rm second cat /colours /note.txt")
        side.run("docker buildx build --quiet broken", only=STEPS)
        side.run("docker buildx build --iidfile id . 2>/dev/null && docker image inspect -f '{{.Os}}' $(cat id)")
        side.run("docker buildx du", only="^(Reclaimable|Total):.*")
        side.note_engine()

    compare(script)


@each_buildx
def test_bake_builds_each_target(compare: Compare, buildx: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        side.run("docker buildx bake --print 2>/dev/null")
        side.run("docker buildx bake --load --progress quiet")
        side.run("docker run --rm one cat /colour && docker run --rm two cat /colour")
        side.run("docker bake nosuch", only=STEPS)
        side.note_engine()

    compare(script)


@each_buildx
def test_build_is_that_of_buildx(compare: Compare, buildx: Program) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        for build in ("build", "image build", "builder build"):
            side.run(f"docker {build} --quiet --output type=local,dest=out . && cat out/note.txt")
        side.run("docker build --progress plain -t named .", only=STEPS, unordered=True)
        side.run("tar -c Dockerfile note.txt | docker build -q -t piped - && docker run --rm piped cat /note.txt")
        side.run("docker build --nosuch .")
        side.run("docker build")
        side.run("docker builder ls", only=r"^default.*")
        side.run("DOCKER_BUILDKIT=0 docker build -q slow/nosuch")
        side.run("docker build -q broken; echo $?", only=STEPS)
        side.note_engine()

    compare(script)


@each_buildx
@pytest.mark.parametrize("command", ["docker buildx build slow", "docker build slow", "docker buildx bake slow"])
def test_ctrl_c_cancels_a_build(compare: Compare, buildx: Program, command: str) -> None:
    def script(side: Side) -> None:
        side.write({**PROJECT, "docker-bake.json": '{"target": {"slow": {"context": "slow"}}}'})
        with side.terminal(f"{command} --progress plain") as terminal:
            terminal.wait("begins")
            terminal.type("\x03")
            side.note(f"{command} on a terminal, Ctrl-C", terminal.end())
            side.note("the last line", terminal.lines[-1])
        side.note_engine()

    compare(script)


@each_buildx
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_signal_without_terminal_cancels_a_build(compare: Compare, buildx: Program, number: signal.Signals) -> None:
    def script(side: Side) -> None:
        side.write(PROJECT)
        with side.running("exec docker build slow --progress plain", only=r"^ERROR: .*") as process:
            process.wait_for("begins")
            process.interrupt(number)
            process.end()
        side.note_engine()

    compare(script)
