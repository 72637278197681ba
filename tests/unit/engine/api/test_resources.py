"""The requests that resources send, and what they report."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from pydock_core.errors import APIError, ProtocolError
from tests.unit.engine.api.scripted_engine import ScriptedEngine, response

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydock_core.engine.api.client import Client


@pytest.mark.parametrize(
    ("call", "line", "query"),
    [
        (lambda c: c.containers.list(all=True, limit=3, size=True), "GET /containers/json", "all=1 limit=3 size=1"),
        (lambda c: c.containers.remove("a", force=True, volumes=True), "DELETE /containers/a", "force=1 v=1"),
        (lambda c: c.containers.stop("a", timeout_seconds=0), "POST /containers/a/stop", "t=0"),
        (lambda c: c.containers.kill("a", signal="HUP"), "POST /containers/a/kill", "signal=HUP"),
        (lambda c: c.containers.rename("a", "b"), "POST /containers/a/rename", "name=b"),
        (lambda c: c.containers.resize("a", height=2, width=3), "POST /containers/a/resize", "h=2 w=3"),
        (lambda c: c.containers.wait("a", condition="removed"), "POST /containers/a/wait", "condition=removed"),
        (lambda c: c.containers.logs("a", tail="5"), "GET /containers/a/logs", "stderr=1 stdout=1 tail=5"),
        (
            lambda c: c.images.pull("docker.io/library/x", tag="latest", platform="Linux/ARM64"),
            "POST /images/create",
            "fromImage=docker.io/library/x platform=linux/arm64 tag=latest",
        ),
        (lambda c: c.images.remove("a/b", prune=False), "DELETE /images/a/b", "noprune=1"),
        (lambda c: c.images.tag("a", name="b", tag="c"), "POST /images/a/tag", "repo=b tag=c"),
        (lambda c: c.networks.inspect("n", verbose=True), "GET /networks/n", "verbose=true"),
        (lambda c: c.volumes.remove("v", force=True), "DELETE /volumes/v", "force=1"),
        (lambda c: c.system.prune_build_cache(all=True), "POST /build/prune", "all=1 filters="),
    ],
)
def test_request_line_and_query_are_docker_s(call: Callable[[Client], object], line: str, query: str) -> None:
    engine = ScriptedEngine(response(b"[]" if "json" in line or line.startswith("DELETE /images") else b"{}"))
    call(engine.client(api_version="1.50"))
    assert engine.lines == [line.replace(" ", " /v1.50", 1)]
    assert " ".join(f"{key}={value}" for key, value in engine.requests[0].query) == query


def test_json_body_is_written_as_by_go() -> None:
    engine = ScriptedEngine(response(b"{}"))
    engine.client(api_version="1.50").networks.disconnect("n", "c<", force=True)
    assert engine.requests[0].body == b'{"Container":"c\\u003c","Force":true}\n'
    assert engine.requests[0].headers["Content-Type"] == "application/json"


def test_starting_a_running_container_is_a_success() -> None:
    ScriptedEngine(response(b"", 304)).client().containers.start("a")


@pytest.mark.parametrize(
    ("call", "status", "reported"),
    [
        (lambda c: c.containers.start(" a.b/c "), 204, ["a.b/c"]),
        (lambda c: c.containers.restart("web"), 204, ["web"]),
        (lambda c: c.containers.start("web"), 304, []),
        (lambda c: c.containers.start("web"), 200, []),
        (lambda c: c.containers.stop("web"), 204, []),
        (lambda c: c.containers.unpause("web"), 204, []),
    ],
)
def test_started_container_is_reported_to_the_listener(
    call: Callable[[Client], object], status: int, reported: list[str]
) -> None:
    heard: list[str] = []
    call(ScriptedEngine(response(b"", status)).client(api_version="1.41", on_container_started=heard.append))
    assert heard == reported


def test_container_that_does_not_start_is_not_reported() -> None:
    heard: list[str] = []
    client = ScriptedEngine(response(b"no", 500)).client(on_container_started=heard.append)
    with pytest.raises(APIError):
        client.containers.start("web")
    assert heard == []


def test_archive_comes_with_the_stat_of_its_path() -> None:
    stat = base64.b64encode(b'{"name":"x","mode":420}').decode()
    engine = ScriptedEngine(response(b"tar", x_docker_container_path_stat=stat))
    found, answer = engine.client().containers.archive_get("a", "/x")
    assert (found, answer.read()) == ({"name": "x", "mode": 420}, b"tar")


@pytest.mark.parametrize("stat", ["", "%", base64.b64encode(b"[]").decode(), base64.b64encode(b"{").decode()])
def test_archive_without_a_stat_is_a_protocol_error_and_is_closed(stat: str) -> None:
    answer = response(b"tar", x_docker_container_path_stat=stat)
    with pytest.raises(ProtocolError, match=r"^unable to decode container path stat header: "):
        ScriptedEngine(answer).client().containers.archive_get("a", "/x")
    assert answer.read() == b""


def test_checkpoint_is_created_with_docker_s_body() -> None:
    engine = ScriptedEngine(response(b"", 201))
    engine.client(api_version="1.41").checkpoints.create("a", "one", folder="/f")
    assert engine.lines == ["POST /v1.41/containers/a/checkpoints"]
    assert engine.requests[0].body == b'{"CheckpointID":"one","CheckpointDir":"/f","Exit":true}\n'
