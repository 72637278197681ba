"""`groups`, and its flag `--group` of `run` and `create`, on a real engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.command_line import CommandLine
    from tests.engines.dockerd import Dockerd

LABEL = "pydock.group"


@pytest.fixture
def client(engine: Dockerd, pydock: CommandLine) -> Iterator[CommandLine]:
    """Yields PyDock on an engine with the group `web`."""
    pydock.environ["DOCKER_HOST"] = engine.host
    assert pydock("groups", "create", "web").stdout == "web\n"
    yield pydock
    engine.reset()


def containers(engine: Dockerd) -> list[Any]:
    found: list[Any] = engine.request("GET", "/containers/json?all=1").json()
    return found


@pytest.mark.parametrize("command", ["run", "create"])
@pytest.mark.parametrize("name", ["nosuch", "bridge", "we", "plain", ""])
def test_unknown_group_is_refused_before_a_create(
    engine: Dockerd, client: CommandLine, command: str, name: str
) -> None:
    assert engine.request("POST", "/networks/create", {"Name": "plain"}).status == 201
    ran = client(command, "--group", name, "nowhere.invalid/unknown")
    assert (ran.status, ran.line) == (125 if command == "run" else 1, f"no such group: {name}")
    assert containers(engine) == []


def test_group_flag_excludes_another_network(engine: Dockerd, client: CommandLine) -> None:
    ran = client("create", "--group", "web", "--network", "host", "busybox")
    assert ran.line.endswith("conflicting options: cannot specify both --group and --network")
    assert containers(engine) == []


def test_group_is_a_labelled_network_of_its_name(engine: Dockerd, client: CommandLine) -> None:
    assert client("groups", "create", "--label", "a=1", "--label", "b", "--driver", "bridge", "db").status == 0
    network = engine.request("GET", "/networks/db").json()
    assert network["Labels"] == {LABEL: "db", "a": "1", "b": ""}
    assert network["Driver"] == "bridge"


@pytest.mark.parametrize("name", ["web", "bridge"])
def test_existing_name_of_a_group_or_network_is_refused(client: CommandLine, name: str) -> None:
    ran = client("groups", "create", name)
    assert (ran.status, ran.line) == (1, f"a group or network named {name} exists already")


def test_refused_driver_is_reported_with_the_message_of_the_engine(engine: Dockerd, client: CommandLine) -> None:
    ran = client("groups", "create", "--driver", "host", "db")
    assert ran.status == 1
    assert ran.line == 'Error response from daemon: only one instance of "host" network is allowed'
    assert engine.request("GET", "/networks/db").status == 404


def test_containers_of_a_group_reach_each_other_by_name(engine: Dockerd, client: CommandLine) -> None:
    client("run", "-d", "--group", "web", "--name", "server", "busybox", "sleep", "600")
    ran = client("run", "--rm", "--group", "web", "busybox", "nslookup", "server")
    (container,) = containers(engine)
    address = container["NetworkSettings"]["Networks"]["web"]["IPAddress"]
    assert (ran.status, address in ran.stdout) == (0, True), ran
    assert container["Labels"][LABEL] == "web"
    assert list(container["NetworkSettings"]["Networks"]) == ["web"]


def test_groups_are_listed_with_their_containers(client: CommandLine) -> None:
    client("groups", "create", "--label", "a=1", "db")
    client("create", "--group", "web", "--name", "one", "busybox")
    client("run", "-d", "--group", "web", "--name", "two", "busybox", "sleep", "600")
    client("create", "--name", "alone", "busybox")
    shown = client("groups", "ls").stdout.splitlines()
    assert [line.split()[0] + line.split()[-1] for line in shown[1:]] == ["db0", "web2"]
    assert shown[0].split("  ")[0] == "NAME"
    assert client("groups", "list", "-q").stdout == "db\nweb\n"
    assert client("groups", "ls", "--format", "{{.Name}} {{.Labels}}").stdout == "db a=1\nweb \n"
    states = client("groups", "ps", "--format", "json", "web").stdout.splitlines()
    assert {(line["Name"], line["State"]) for line in map(json.loads, states)} == {
        ("one", "created"),
        ("two", "running"),
    }
    assert client("groups", "ps", "db").stdout.splitlines() == ["CONTAINER ID   NAME      IMAGE     STATE     STATUS"]


@pytest.mark.parametrize("command", ["ps", "stop", "start", "rm"])
def test_missing_group_is_reported_in_one_line(client: CommandLine, command: str) -> None:
    ran = client("groups", command, "nosuch")
    assert (ran.status, ran.line) == (1, "no such group: nosuch")


def test_group_is_stopped_and_started_completely(engine: Dockerd, client: CommandLine) -> None:
    for name in ("one", "two"):
        client("run", "-d", "--group", "web", "--name", name, "busybox", "sleep", "600")
    stopped = client("groups", "stop", "-t", "0", "nosuch", "web")
    assert (stopped.status, stopped.stderr) == (1, "no such group: nosuch\n")
    assert sorted(stopped.stdout.split()) == ["one", "two"]
    assert {container["State"] for container in containers(engine)} == {"exited"}
    assert sorted(client("groups", "start", "web").stdout.split()) == ["one", "two"]
    assert {container["State"] for container in containers(engine)} == {"running"}


def test_group_start_continues_after_a_failed_container(client: CommandLine) -> None:
    client("create", "--group", "web", "--name", "bad", "busybox", "nosuch")
    client("create", "--group", "web", "--name", "good", "busybox", "sleep", "600")
    ran = client("groups", "start", "web")
    assert (ran.status, ran.stdout) == (1, "good\n")
    assert "nosuch" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_group_with_containers_is_removed_only_with_force(engine: Dockerd, client: CommandLine) -> None:
    client("run", "-d", "--group", "web", "--name", "one", "busybox", "sleep", "600")
    ran = client("groups", "rm", "web")
    assert (ran.status, ran.line) == (1, "the group web has containers (one): remove them first, or use --force")
    assert client("groups", "rm", "--force", "web").stdout == "web\n"
    assert containers(engine) == []
    assert engine.request("GET", "/networks/web").status == 404


def test_group_is_visible_to_other_clients(engine: Dockerd, client: CommandLine) -> None:
    """The group is stored only on the engine, with no file on the client."""
    client("create", "--group", "web", "--name", "one", "busybox")
    shown = client("ps", "-a", "--filter", f"label={LABEL}=web", "--format", "{{.Names}} {{.Networks}}").stdout
    assert shown == "one web\n"
    assert not list(client.home.rglob("*group*"))
