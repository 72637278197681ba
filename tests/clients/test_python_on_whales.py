"""python-on-whales, a Python library that runs `docker` for each call and reads the JSON of its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients.programs import COMPOSE, PYTHON_ON_WHALES

if TYPE_CHECKING:
    from tests.clients.programs import Program
    from tests.clients.side import Compare, Side

FILES = {
    "compose.yaml": "services:\n  web:\n    image: busybox\n    command: sleep 100\n    stop_grace_period: 0s\n",
    "Dockerfile": "FROM busybox\nENV COLOUR=blue\n",
    "use.py": """\
from datetime import datetime

from python_on_whales import DockerException, docker
from python_on_whales.exceptions import NoSuchContainer, NoSuchImage, NoSuchVolume


def refused(error, function, *arguments):
    try:
        function(*arguments)
    except error as raised:
        print(error.__name__, raised.return_code, raised.stderr)


began = datetime.now()
print(docker.version().client.version, docker.version().server.os, docker.system.info().driver)
print(docker.run("busybox", ["echo", "hello"], remove=True))
refused(DockerException, docker.run, "busybox", ["sh", "-c", "exit 4"])
web = docker.run(
    "busybox",
    ["sh", "-c", "echo began; sleep 100"],
    detach=True,
    name="web",
    labels={"a": "b"},
    publish=[("127.0.0.1:8081", 80)],
    envs={"COLOUR": "blue"},
    volumes=[("data", "/data")],
)
print(web.state.status, web.config.labels, web.network_settings.ports, [mount.destination for mount in web.mounts])
print(web.execute(["sh", "-c", "echo $COLOUR"]), docker.logs(web))
print([line for _, line in docker.run("busybox", ["sh", "-c", "echo a; echo b"], stream=True, remove=True)])
print([each.name for each in docker.ps(filters={"label": "a=b"})], docker.container.exists("nosuch"))
refused(NoSuchContainer, docker.container.inspect, "nosuch")
refused(NoSuchImage, docker.image.inspect, "nosuch")
refused(NoSuchVolume, docker.volume.inspect, "nosuch")
docker.copy("Dockerfile", (web, "/copied"))
print(web.execute(["cat", "/copied"]), sorted(docker.container.diff(web).items()))
docker.pause(web)
print(web.state.paused)
docker.unpause(web)
print([each.container_name for each in docker.stats()])
image = docker.commit(web, tag="committed:1")
print(image.repo_tags, image.config.cmd, docker.image.exists("committed:2"))
docker.save("committed:1", output="image.tar")
print(docker.load("image.tar"))
network = docker.network.create("net", labels={"k": "v"})
docker.network.connect(network, web)
network.reload()
print(network.driver, network.labels, [each.name for each in network.containers.values()])
print(sorted(each.name for each in docker.network.list()), [each.name for each in docker.volume.list()])
print(docker.legacy_build(".", tags=["built"]).config.env[-1])
docker.compose.up(detach=True, quiet=True)
print([each.name for each in docker.compose.ps()], docker.compose.execute("web", ["echo", "hi"], tty=False))
docker.compose.down(quiet=True)
web.kill()
print(docker.wait(web), web.state.exit_code)
docker.remove(web, volumes=True)
filters = {"container": "web"}
events = docker.system.events(since=began, until=datetime.now(), filters=filters)
print([event.action for event in events if event.action in ("create", "start", "die", "destroy")])
""",
}


@pytest.mark.parametrize(("compose", "program"), [(COMPOSE[-1], PYTHON_ON_WHALES)], ids=lambda program: program.name)
def test_calls_have_the_results_of_docker(compare: Compare, compose: Program, program: Program) -> None:
    def script(side: Side) -> None:
        side.write(FILES)
        side.run("python use.py")
        side.note_engine()

    compare(script)
