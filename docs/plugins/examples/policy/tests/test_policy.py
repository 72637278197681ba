from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydock_policy.requests import asked_for
from pydock_policy.rules import Rules

from pydock_core.plugin_api import PyDockError, Request
from pydock_core.testing import PyDock, assert_plugin_ok

ALL = {"deny": ["privileged", "latest"], "mounts_below": ["/srv"], "memory_mib_at_most": 64}
FINE = {"Image": "web:1", "HostConfig": {"Memory": 1 << 20, "Binds": ["/srv/x:/x", "data:/data"]}}


def broken(path: str, body: object) -> list[str]:
    asked = asked_for(Request("POST", path, body=json.dumps(body).encode()))
    return Rules(ALL, "config.toml").broken_by(asked) if asked is not None else ["no rule is about it"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/v1.41/containers/create", {**FINE, "HostConfig": {"Memory": 1, "Privileged": True}}, "privileged"),
        ("/containers/create", {**FINE, "hostconfig": {"Memory": 1, "PRIVILEGED": True}}, "privileged"),
        ("/v1.41/containers/create", {**FINE, "Image": "web"}, "web needs a tag other than latest"),
        ("/v1.41/containers/create", {**FINE, "Image": "web:latest"}, "web:latest needs a tag"),
        ("/v1.41/containers/create", {**FINE, "HostConfig": {"Memory": 1, "Binds": ["/etc:/e"]}}, "/etc of the host"),
        ("/v1.41/containers/create", {**FINE, "HostConfig": {"Memory": 1, "Binds": ["/srv/../etc:/e"]}}, "/srv/../etc"),
        (
            "/v1.41/containers/create",
            {**FINE, "HostConfig": {"Memory": 1, "Mounts": [{"Type": "bind", "Source": "/srvs"}]}},
            "/srvs of the host",
        ),
        ("/v1.41/containers/create", {"Image": "web:1"}, "a memory limit of at most 64 MiB is due"),
        ("/v1.41/containers/web/update", {"Memory": 1 << 30}, "a memory limit of at most 64 MiB"),
        ("/v1.41/containers/web/exec", {"Cmd": ["sh"], "Privileged": True}, "privileged"),
        ("/v1.41/containers/web/%65xec", {"Cmd": ["sh"], "Privileged": True}, "privileged"),
        (
            "/v1.41/services/create",
            {"TaskTemplate": {"ContainerSpec": {"Image": "web"}, "Resources": {"Limits": {"MemoryBytes": 1}}}},
            "web needs a tag",
        ),
        ("/v1.41/services/x/update", {"TaskTemplate": {"ContainerSpec": {"Image": "web:1"}}}, "a memory limit"),
    ],
)
def test_request_that_breaks_a_rule_has_a_reason(path: str, body: object, words: str) -> None:
    (reason,) = broken(path, body)
    assert words in reason


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1.41/containers/create", FINE),
        ("/v1.41/containers/create", {**FINE, "Image": "web@sha256:" + "a" * 64}),
        ("/v1.41/containers/web/update", {"CpuShares": 5}),
        ("/v1.41/containers/web/exec", {"Cmd": ["sh"]}),
    ],
)
def test_request_within_the_rules_has_no_reason(path: str, body: object) -> None:
    assert broken(path, body) == []


def test_body_in_pieces_is_read_and_sent_whole() -> None:
    request = Request("POST", "/containers/x/exec", body=iter([b'{"Privi', b'leged": true}']))
    asked = asked_for(request)
    assert asked is not None
    assert asked.privileged
    assert request.body == b'{"Privileged": true}'


@pytest.mark.parametrize(
    "table", [{"denied": []}, {"deny": "latest"}, {"deny": ["root"]}, {"memory_mib_at_most": "2g"}]
)
def test_invalid_rule_is_an_error(table: dict[str, object]) -> None:
    with pytest.raises(PyDockError, match=r"policy: config\.toml: "):
        Rules(table, "config.toml")


def settle(pydock: PyDock, *lines: str) -> None:
    file = Path(pydock.environ["XDG_CONFIG_HOME"]) / "pydock" / "config.toml"
    file.parent.mkdir()
    file.write_text("\n".join(["[plugins.policy]", *lines]))


def test_refused_create_makes_no_container(pydock: PyDock) -> None:
    settle(pydock, 'deny = ["privileged", "latest"]')
    ran = pydock("create", "--privileged", "busybox", plugins=["policy"])
    assert (ran.status, pydock.engine.containers.all()) == (1, [])
    assert ran.stderr == (
        "policy: privileged processes are not allowed\npolicy: the image busybox needs a tag other than latest\n"
    )


def test_report_only_reports_and_sends_the_request(pydock: PyDock) -> None:
    settle(pydock, 'deny = ["latest"]', "report_only = true")
    ran = pydock("run", "--rm", "busybox", "echo", "hi", plugins=["policy"])
    assert (ran.status, ran.stdout) == (0, "hi\n")
    assert ran.stderr == "policy, reported only: the image busybox needs a tag other than latest\n"


def test_plugin_keeps_the_rules_for_plugins() -> None:
    assert_plugin_ok("policy", import_seconds=1)
