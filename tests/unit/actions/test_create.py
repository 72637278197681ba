"""Creating a container: policies, hooks, `--cidfile`, answers that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.actions.container_errors import CreateRefused
from pydock_core.actions.create import (
    CIDFile,
    CreateRequest,
    adapt_to_api_version,
    check_pull_policy,
    create_container,
)
from pydock_core.errors import APIError, EngineError, InvalidValue, ProtocolError, PyDockError
from pydock_core.testing import faults

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing import FakeEngine
    from tests.unit.actions.conftest import Stage


def request(image: str = "busybox", platform: str | None = None, **host: Any) -> CreateRequest:
    return CreateRequest(None, platform, {"Image": image, "Cmd": ["true"], "HostConfig": host})


def asked(engine: FakeEngine) -> list[str]:
    return [f"{one.method} {one.path}" for one in engine.requests if one.path != "/_ping"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"null", "not an object"),
        (b"[]", "not an object"),
        (b"{}", "no Id"),
        (b'{"Id":""}', "no Id"),
        (b'{"Id":5}', "Id is a number, not a text"),
        (b'{"Id":"a","Warnings":"x"}', "Warnings"),
        (b"<html>", "no JSON"),
    ],
)
def test_an_answer_without_an_id_is_an_error(
    stage: Stage, fake_engine: FakeEngine, tmp_path: Path, answer: bytes, words: str
) -> None:
    fake_engine.fault("POST", "/containers/create", faults.answer(201, answer))
    cidfile = tmp_path / "cid"
    with pytest.raises(ProtocolError, match=words):
        create_container(stage.session, request(), cidfile=str(cidfile))
    assert not cidfile.exists()


def test_an_image_that_is_never_pulled_is_missing(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(APIError, match="No such image"):
        create_container(stage.session, request("alpine"), pull="never")
    assert asked(fake_engine) == ["POST /containers/create"]


def test_an_image_s_id_is_not_pulled(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(APIError):
        create_container(stage.session, request("sha256:" + "0" * 64))
    assert asked(fake_engine) == ["POST /containers/create"]


def test_a_pull_that_fails_halfway_stops_it(stage: Stage, fake_engine: FakeEngine) -> None:
    fake_engine.fault("POST", "/images/create", faults.cut(after_chunks=2))
    with pytest.raises(EngineError, match="middle of its answer"):
        create_container(stage.session, request("alpine"))
    assert asked(fake_engine) == ["POST /containers/create", "POST /images/create"]


def test_an_error_among_the_progress_is_the_pull_s(stage: Stage, fake_engine: FakeEngine) -> None:
    answer = b'{"status":"Pulling"}\n{"errorDetail":{"message":"no space left"},"error":"no space left"}\n'
    fake_engine.fault("POST", "/images/create", faults.answer(200, answer))
    with pytest.raises(EngineError, match="^no space left$"):
        create_container(stage.session, request("alpine"), quiet=True)
    assert stage.stderr() == ""


def test_a_missing_image_is_pulled_and_the_create_asked_once_more(stage: Stage, fake_engine: FakeEngine) -> None:
    assert len(create_container(stage.session, request("alpine"))) == 64
    assert asked(fake_engine) == ["POST /containers/create", "POST /images/create", "POST /containers/create"]
    assert stage.stderr().startswith("Unable to find image 'alpine:latest' locally\n")
    assert stage.stdout() == ""


def test_a_plugin_s_refusal_comes_before_anything_is_asked(
    stage: Stage, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    def refuse(**_: Any) -> None:
        raise PyDockError("not on Fridays", exit_code=3)

    stage.hooks.functions["pydock_create_container"] = refuse
    with pytest.raises(PyDockError, match="not on Fridays") as caught:
        create_container(stage.session, request())
    assert caught.value.exit_code == 3
    assert asked(fake_engine) == []


def test_refusal_of_a_plugin_is_told_apart_from_a_failed_create(stage: Stage, fake_engine: FakeEngine) -> None:
    def refuse(**_: Any) -> None:
        raise EngineError("no such network")

    stage.hooks.functions["pydock_create_container"] = refuse
    with pytest.raises(CreateRefused, match="^no such network$") as caught:
        create_container(stage.session, request())
    assert caught.value.exit_code == 1
    assert asked(fake_engine) == []


def test_plugins_see_a_create_once_though_it_is_posted_twice(stage: Stage, fake_engine: FakeEngine) -> None:
    seen = []

    def change(session: Any, request: Any) -> None:
        seen.append(request)
        request.name = "renamed"
        request.body["Labels"] = {"a": "b"}

    stage.hooks.functions["pydock_create_container"] = change
    create_container(stage.session, request("alpine"))
    posts = [one for one in fake_engine.requests if one.path == "/containers/create"]
    assert len(seen) == 1
    assert [post.query.get("name") for post in posts] == ["renamed", "renamed"]
    assert stage.session.engine.containers.inspect("renamed")["Config"]["Labels"] == {"a": "b"}


@pytest.mark.parametrize(("policy", "pulls"), [("always", 1), ("never", 0)])
def test_a_plugin_s_pull_policy_wins(stage: Stage, fake_engine: FakeEngine, policy: str, pulls: int) -> None:
    stage.hooks.functions["pydock_pull_policy"] = lambda session, reference: policy if reference == "busybox" else None
    create_container(stage.session, request(), pull="missing")
    assert asked(fake_engine).count("POST /images/create") == pulls


def test_a_pull_policy_that_is_none_is_refused(stage: Stage) -> None:
    stage.hooks.functions["pydock_pull_policy"] = lambda session, reference: "sometimes"
    with pytest.raises(PyDockError, match="'sometimes'"):
        create_container(stage.session, request())


def test_a_plugin_s_credentials_go_with_the_pull(stage: Stage, fake_engine: FakeEngine) -> None:
    from base64 import urlsafe_b64decode

    stage.hooks.functions["pydock_credentials"] = lambda session, registry: {"username": registry, "password": "p"}
    create_container(stage.session, request("alpine"))
    pull = next(one for one in fake_engine.requests if one.path == "/images/create")
    assert urlsafe_b64decode(pull.headers["x-registry-auth"]) == b'{"username":"docker.io","password":"p"}'


@pytest.mark.parametrize("pull", ["", "always", "missing", "never"])
def test_docker_takes_these_policies(pull: str) -> None:
    check_pull_policy(pull)


def test_any_other_policy_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        check_pull_policy("foo")
    assert caught.value.message == 'invalid pull option: \'foo\': must be one of "always", "missing" or "never"'


@pytest.mark.parametrize("image", ["Busy", "a:b:c", ""])
def test_a_name_that_is_none_is_refused_before_anything_is_asked(
    stage: Stage, fake_engine: FakeEngine, image: str
) -> None:
    with pytest.raises(InvalidValue, match="invalid reference format"):
        create_container(stage.session, request(image))
    assert asked(fake_engine) == []


def test_a_platform_that_is_none_is_refused_before_anything_is_asked(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(InvalidValue, match="^error parsing specified platform: "):
        create_container(stage.session, request(platform="a/b/c/d"))
    assert asked(fake_engine) == []


@pytest.mark.parametrize(("server", "warned"), [("127.0.0.53", True), ("::1", True), ("1.1.1.1", False), ("x", False)])
def test_a_dns_server_on_this_machine_is_warned_of(stage: Stage, server: str, warned: bool) -> None:
    create_container(stage.session, request(Dns=[server]))
    words = f"WARNING: Localhost DNS ({server}) may fail in containers.\n"
    assert stage.stderr() == (words if warned else "")


def test_warnings_of_the_engine_are_shown(stage: Stage, fake_engine: FakeEngine) -> None:
    fake_engine.fault("POST", "/containers/create", faults.answer(201, b'{"Id":"abc","Warnings":["a","b"]}'))
    assert create_container(stage.session, request()) == "abc"
    assert stage.stderr() == "WARNING: a\nWARNING: b\n"


def test_an_existing_cidfile_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "cid"
    path.write_text("old")
    with pytest.raises(PyDockError, match="^container ID file found, make sure the other container isn't running or d"):
        CIDFile(str(path)).__enter__()
    assert path.read_text() == "old"


def test_a_cidfile_in_no_folder_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere" / "cid")
    with pytest.raises(PyDockError, match=f"file: open {path}: no such file or directory$"):
        CIDFile(path).__enter__()


def test_a_cidfile_that_gets_no_id_is_removed_whatever_happened(tmp_path: Path) -> None:
    path = tmp_path / "cid"
    with pytest.raises(KeyboardInterrupt), CIDFile(str(path)):
        assert path.exists()
        raise KeyboardInterrupt
    assert not path.exists()


def test_a_cidfile_has_the_id_without_a_newline(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "cid"
    container = create_container(stage.session, request(), cidfile=str(path))
    assert path.read_text() == container


def test_kernel_memory_is_left_out_for_engines_that_refuse_it() -> None:
    old: dict[str, Any] = {"HostConfig": {"KernelMemory": 1}}
    adapt_to_api_version(old, [1, 41])
    assert old == {"HostConfig": {"KernelMemory": 1}}
    adapt_to_api_version(old, [1, 42])
    assert old == {"HostConfig": {}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"HostConfig": {}, "NetworkingConfig": {"EndpointsConfig": {"a": {"MacAddress": "92:d0:c6:0a:29:33"}}}},
            '"specify mac-address per network" requires API version 1.44, but the Docker daemon API version is 1.43',
        ),
        (
            {"HostConfig": {"Mounts": [{"BindOptions": {"ReadOnlyForceRecursive": True}}]}},
            "bind-recursive=readonly requires API v1.44 or later",
        ),
    ],
)
def test_settings_that_an_old_engine_would_ignore_are_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(PyDockError) as caught:
        adapt_to_api_version(body, [1, 43])
    assert caught.value.message == words
    adapt_to_api_version(body, [1, 44])
