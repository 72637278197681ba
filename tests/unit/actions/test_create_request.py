"""`CreateRequest`: the members that a plugin finds in every body, and bodies that stay as they are."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions.create import create_container
from pydock_core.plugin_api import CreateRequest
from pydock_core.testing import FakeEngine, run_pydock

if TYPE_CHECKING:
    from tests.unit.actions.conftest import Stage

EMPTY: dict[str, Any] = {
    "Image": "",
    "Labels": {},
    "User": "",
    "Cmd": None,
    "Entrypoint": None,
    "Env": None,
    "HostConfig": {"Binds": None, "Memory": 0, "NanoCpus": 0, "NetworkMode": "default", "Privileged": False},
    "NetworkingConfig": {"EndpointsConfig": {}},
}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"HostConfig": {}, "NetworkingConfig": {}},
        {"Labels": None, "HostConfig": None, "NetworkingConfig": {"EndpointsConfig": None}},
    ],
)
def test_missing_members_of_the_body_are_dockers_empty_values(body: dict[str, Any]) -> None:
    request = CreateRequest(None, None, body)
    assert request.body is body
    assert request.body == EMPTY


def test_bodies_share_no_empty_value() -> None:
    first, second = CreateRequest(None, None, {}), CreateRequest(None, None, {})
    first.body["Labels"]["a"] = "b"
    first.body["HostConfig"]["Memory"] = 1
    first.body["NetworkingConfig"]["EndpointsConfig"]["n"] = {}
    assert second.body == EMPTY


def test_given_members_of_the_body_are_kept() -> None:
    body = {
        "Image": "busybox",
        "Tty": True,
        "Labels": {"a": "b"},
        "HostConfig": {"Memory": 5, "Init": True},
        "NetworkingConfig": {"EndpointsConfig": {"n": {}}},
    }
    request = CreateRequest("web", "linux/arm64", copy.deepcopy(body))
    assert (request.name, request.platform) == ("web", "linux/arm64")
    assert {name: request.body[name] for name in ("Image", "Tty", "Labels", "NetworkingConfig")} == {
        name: body[name] for name in ("Image", "Tty", "Labels", "NetworkingConfig")
    }
    assert request.body["HostConfig"] == {**EMPTY["HostConfig"], "Memory": 5, "Init": True}


@pytest.mark.parametrize("command", ["create", "run"])
def test_body_of_run_and_create_has_the_guaranteed_members_before_it_is_completed(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    completed: list[str] = []
    initialize = CreateRequest.__init__

    def recorded(self: CreateRequest, name: str | None, platform: str | None, body: dict[str, Any]) -> None:
        given.append(json.dumps(body))
        initialize(self, name, platform, body)
        completed.append(json.dumps(body))

    monkeypatch.setattr(CreateRequest, "__init__", recorded)
    with FakeEngine() as engine:
        result = run_pydock([command, "busybox", "true"], engine=engine)
    assert (result.status, result.stderr) == (0, "")
    assert given == completed


def test_container_that_a_plugin_creates_has_the_guaranteed_members_in_the_hook(stage: Stage) -> None:
    seen: list[dict[str, Any]] = []
    stage.hooks.functions["pydock_create_container"] = lambda session, request: seen.append(copy.deepcopy(request.body))
    create_container(stage.session, CreateRequest(None, None, {"Image": "busybox"}))
    assert seen == [{**EMPTY, "Image": "busybox"}]
