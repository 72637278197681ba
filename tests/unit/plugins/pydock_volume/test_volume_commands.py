from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydock_core.testing.pytest_plugin import PyDock

ANONYMOUS = "anonymous local volumes not used by at least one container"
ALL = "all local volumes not used by at least one container"


@pytest.fixture
def manager() -> Iterator[FakeEngine]:
    """An engine that is the manager of a swarm."""
    with FakeEngine(api_version="1.42", swarm="active/manager") as engine:
        yield engine


def body_of(engine: FakeEngine, method: str) -> Any:
    """Returns the decoded body of the newest request with this method."""
    return [request for request in engine.requests if request.method == method][-1].json()


def test_volume_create_without_a_name_prints_the_name_that_the_engine_gives(pydock: PyDock) -> None:
    result = pydock("volume", "create")
    assert result.stdout.strip() in pydock("volume", "ls", "-q").stdout.split()
    assert result.requests[-1].json() == {"Driver": "local"}


def test_volume_create_with_two_names_is_refused_before_any_request(pydock: PyDock) -> None:
    result = pydock("volume", "create", "--name", "a", "b")
    assert (result.status, result.asked) == (1, [])
    assert result.stderr.startswith("conflicting options: cannot specify a volume-name")


@pytest.mark.parametrize(
    "words", [["--scope", "single"], ["--type", "block"], ["--limit-bytes", "1g"], ["--group", "g"]]
)
def test_volume_create_makes_a_cluster_volume_if_one_of_its_flags_is_typed(
    manager: FakeEngine, words: list[str]
) -> None:
    run_pydock(["volume", "create", *words, "vol"], engine=manager)
    specification = body_of(manager, "POST")["ClusterVolumeSpec"]
    assert specification["AccessMode"] == {"Scope": "single", "Sharing": "none", "BlockVolume": {}}
    assert specification["CapacityRange"] == {"RequiredBytes": 0, "LimitBytes": 2**30 if "1g" in words else 0}


def test_volume_create_with_secrets_and_topologies_alone_makes_a_local_volume(manager: FakeEngine) -> None:
    run_pydock(["volume", "create", "--secret", "a=b", "--topology-required", "x=y", "vol"], engine=manager)
    assert body_of(manager, "POST") == {"Driver": "local", "Name": "vol"}


def test_volume_create_sends_topologies_and_secrets_sorted_by_key(manager: FakeEngine) -> None:
    words = ["--secret", "b=1", "--secret", "a=2", "--topology-preferred", "x=y,z=w", "--group", "g"]
    run_pydock(["volume", "create", *words, "vol"], engine=manager)
    specification = body_of(manager, "POST")["ClusterVolumeSpec"]
    assert specification["Secrets"] == [{"Key": "a", "Secret": "2"}, {"Key": "b", "Secret": "1"}]
    assert specification["AccessibilityRequirements"] == {"Preferred": [{"Segments": {"x": "y", "z": "w"}}]}


@pytest.mark.parametrize(
    ("cluster", "status"),
    [
        ({}, "pending creation"),
        ({"Info": {"VolumeID": "v"}}, "created"),
        ({"Info": {"VolumeID": "v"}, "PublishStatus": [{}]}, "in use (1 node)"),
        ({"Info": {"VolumeID": "v"}, "PublishStatus": [{}, {}]}, "in use (2 nodes)"),
        (None, "N/A"),
    ],
)
def test_volume_ls_shows_the_status_of_a_cluster_volume(
    pydock: PyDock, cluster: dict[str, Any] | None, status: str
) -> None:
    answer = {"Volumes": [{"Name": "vol", "ClusterVolume": cluster}]}
    pydock.engine.fault("GET", "/volumes", faults.answer(200, json.dumps(answer).encode()))
    assert pydock("volume", "ls", "--format", "{{.Status}}").stdout == f"{status}\n"


def test_volume_ls_cluster_shows_cluster_volumes_only_and_ignores_the_format(manager: FakeEngine) -> None:
    run_pydock(["volume", "create", "plain"], engine=manager)
    run_pydock(["volume", "create", "--group", "g", "vol"], engine=manager)
    result = run_pydock(["volume", "ls", "--cluster", "--format", "{{.Name}}"], engine=manager)
    head, row = result.stdout.splitlines()
    assert head.split() == ["VOLUME", "NAME", "GROUP", "DRIVER", "AVAILABILITY", "STATUS"]
    assert row.split()[:4] == ["vol", "g", "local", "active"]


@pytest.mark.parametrize(
    ("api_version", "words", "what"),
    [("1.41", [], ALL), ("1.42", [], ANONYMOUS), ("1.42", ["--all"], ALL)],
)
def test_volume_prune_asks_about_the_volumes_that_the_engine_removes(
    api_version: str, words: list[str], what: str
) -> None:
    with FakeEngine(api_version=api_version) as engine:
        result = run_pydock(["volume", "prune", *words], engine=engine, stdin=b"n\n")
    assert result.status == 0
    assert result.stdout == f"WARNING! This will remove {what}.\nAre you sure you want to continue? [y/N] "


def test_volume_prune_all_with_the_filter_all_is_refused(manager: FakeEngine) -> None:
    result = run_pydock(["volume", "prune", "-a", "--filter", "all=1"], engine=manager)
    assert result.status == 1
    assert result.stderr == "conflicting options: cannot specify both --all and --filter all=1\n"


def test_volume_inspect_prints_the_members_of_docker_s_type_alone(pydock: PyDock) -> None:
    answer = b'{"Nosuch": 1, "Name": "vol", "Driver": "local"}'
    pydock.engine.fault("GET", "/volumes/vol", faults.answer(200, answer))
    (volume,) = json.loads(pydock("volume", "inspect", "vol").stdout)
    assert "Nosuch" not in volume
    assert (volume["Name"], volume["Labels"]) == ("vol", None)


def test_volume_update_changes_the_availability_and_keeps_the_rest(manager: FakeEngine) -> None:
    run_pydock(["volume", "create", "--group", "g", "--type", "mount", "vol"], engine=manager)
    assert run_pydock(["volume", "update", "--availability", "drain", "vol"], engine=manager).status == 0
    specification = body_of(manager, "PUT")["Spec"]
    assert (specification["Group"], specification["Availability"]) == ("g", "drain")
    assert specification["AccessMode"]["MountVolume"] == {}


def test_volume_update_of_a_local_volume_is_refused(manager: FakeEngine) -> None:
    run_pydock(["volume", "create", "vol"], engine=manager)
    result = run_pydock(["volume", "update", "--availability", "drain", "vol"], engine=manager)
    assert (result.status, result.stderr) == (1, "can only update cluster volumes\n")
    assert "PUT" not in {request.method for request in manager.requests}


def test_volume_names_and_values_are_completed(pydock: PyDock) -> None:
    pydock("volume", "create", "data")
    for line in ("volume rm d", "volume inspect d", "volume update d"):
        assert pydock.complete(line) == ["data"], line
    assert pydock.complete("volume create --availability ") == ["active", "pause", "drain"]
    assert pydock.complete("volume create ") == []
