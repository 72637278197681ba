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
def test_create_fails_for_answer_without_id(
    stage: Stage, fake_engine: FakeEngine, tmp_path: Path, answer: bytes, words: str
) -> None:
    fake_engine.fault("POST", "/containers/create", faults.answer(201, answer))
    cidfile = tmp_path / "cid"
    with pytest.raises(ProtocolError, match=words):
        create_container(stage.session, request(), cidfile=str(cidfile))
    assert not cidfile.exists()


def test_create_with_pull_never_fails_for_missing_image(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(APIError, match="No such image"):
        create_container(stage.session, request("alpine"), pull="never")
    assert asked(fake_engine) == ["POST /containers/create"]


def test_create_does_not_pull_image_id(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(APIError):
        create_container(stage.session, request("sha256:" + "0" * 64))
    assert asked(fake_engine) == ["POST /containers/create"]


def test_create_stops_after_pull_that_fails_halfway(stage: Stage, fake_engine: FakeEngine) -> None:
    fake_engine.fault("POST", "/images/create", faults.cut(after_chunks=2))
    with pytest.raises(EngineError, match="middle of its answer"):
        create_container(stage.session, request("alpine"))
    assert asked(fake_engine) == ["POST /containers/create", "POST /images/create"]


def test_create_reports_error_in_pull_progress(stage: Stage, fake_engine: FakeEngine) -> None:
    answer = b'{"status":"Pulling"}\n{"errorDetail":{"message":"no space left"},"error":"no space left"}\n'
    fake_engine.fault("POST", "/images/create", faults.answer(200, answer))
    with pytest.raises(EngineError, match="^no space left$"):
        create_container(stage.session, request("alpine"), quiet=True)
    assert stage.stderr() == ""


def test_create_pulls_missing_image_and_sends_create_again(stage: Stage, fake_engine: FakeEngine) -> None:
    assert len(create_container(stage.session, request("alpine"))) == 64
    assert asked(fake_engine) == ["POST /containers/create", "POST /images/create", "POST /containers/create"]
    assert stage.stderr().startswith("Unable to find image 'alpine:latest' locally\n")
    assert stage.stdout() == ""


def test_create_hook_refuses_before_any_request(stage: Stage, fake_engine: FakeEngine, tmp_path: Path) -> None:
    def refuse(**_: Any) -> None:
        raise PyDockError("not on Fridays", exit_code=3)

    stage.hooks.functions["pydock_create_container"] = refuse
    with pytest.raises(PyDockError, match="not on Fridays") as caught:
        create_container(stage.session, request())
    assert caught.value.exit_code == 3
    assert asked(fake_engine) == []


def test_create_hook_refusal_differs_from_failed_create(stage: Stage, fake_engine: FakeEngine) -> None:
    def refuse(**_: Any) -> None:
        raise EngineError("no such network")

    stage.hooks.functions["pydock_create_container"] = refuse
    with pytest.raises(CreateRefused, match="^no such network$") as caught:
        create_container(stage.session, request())
    assert caught.value.exit_code == 1
    assert asked(fake_engine) == []


def test_create_hook_is_called_once_for_two_requests(stage: Stage, fake_engine: FakeEngine) -> None:
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
def test_pull_policy_hook_overrides_flag(stage: Stage, fake_engine: FakeEngine, policy: str, pulls: int) -> None:
    stage.hooks.functions["pydock_pull_policy"] = lambda session, reference: policy if reference == "busybox" else None
    create_container(stage.session, request(), pull="missing")
    assert asked(fake_engine).count("POST /images/create") == pulls


def test_pull_policy_hook_with_invalid_result_is_refused(stage: Stage) -> None:
    stage.hooks.functions["pydock_pull_policy"] = lambda session, reference: "sometimes"
    with pytest.raises(PyDockError, match="'sometimes'"):
        create_container(stage.session, request())


def test_pull_sends_credentials_of_hook(stage: Stage, fake_engine: FakeEngine) -> None:
    from base64 import urlsafe_b64decode

    stage.hooks.functions["pydock_credentials"] = lambda session, registry: {"username": registry, "password": "p"}
    create_container(stage.session, request("alpine"))
    pull = next(one for one in fake_engine.requests if one.path == "/images/create")
    assert urlsafe_b64decode(pull.headers["x-registry-auth"]) == b'{"username":"docker.io","password":"p"}'


@pytest.mark.parametrize("pull", ["", "always", "missing", "never"])
def test_check_pull_policy_accepts_docker_policies(pull: str) -> None:
    check_pull_policy(pull)


def test_check_pull_policy_refuses_other_policies() -> None:
    with pytest.raises(InvalidValue) as caught:
        check_pull_policy("foo")
    assert caught.value.message == 'invalid pull option: \'foo\': must be one of "always", "missing" or "never"'


@pytest.mark.parametrize("image", ["Busy", "a:b:c", ""])
def test_create_refuses_invalid_image_name_before_any_request(
    stage: Stage, fake_engine: FakeEngine, image: str
) -> None:
    with pytest.raises(InvalidValue, match="invalid reference format"):
        create_container(stage.session, request(image))
    assert asked(fake_engine) == []


def test_create_refuses_invalid_platform_before_any_request(stage: Stage, fake_engine: FakeEngine) -> None:
    with pytest.raises(InvalidValue, match="^error parsing specified platform: "):
        create_container(stage.session, request(platform="a/b/c/d"))
    assert asked(fake_engine) == []


@pytest.mark.parametrize(("server", "warned"), [("127.0.0.53", True), ("::1", True), ("1.1.1.1", False), ("x", False)])
def test_create_warns_of_loopback_dns_server(stage: Stage, server: str, warned: bool) -> None:
    create_container(stage.session, request(Dns=[server]))
    words = f"WARNING: Localhost DNS ({server}) may fail in containers.\n"
    assert stage.stderr() == (words if warned else "")


def test_create_prints_engine_warnings(stage: Stage, fake_engine: FakeEngine) -> None:
    fake_engine.fault("POST", "/containers/create", faults.answer(201, b'{"Id":"abc","Warnings":["a","b"]}'))
    assert create_container(stage.session, request()) == "abc"
    assert stage.stderr() == "WARNING: a\nWARNING: b\n"


def test_existing_cidfile_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "cid"
    path.write_text("old")
    with pytest.raises(PyDockError, match="^container ID file found, make sure the other container isn't running or d"):
        CIDFile(str(path)).__enter__()
    assert path.read_text() == "old"


def test_cidfile_in_missing_folder_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere" / "cid")
    with pytest.raises(PyDockError, match=f"file: open {path}: no such file or directory$"):
        CIDFile(path).__enter__()


def test_cidfile_without_id_is_removed_after_failure(tmp_path: Path) -> None:
    path = tmp_path / "cid"
    with pytest.raises(KeyboardInterrupt), CIDFile(str(path)):
        assert path.exists()
        raise KeyboardInterrupt
    assert not path.exists()


def test_cidfile_has_id_without_newline(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "cid"
    container = create_container(stage.session, request(), cidfile=str(path))
    assert path.read_text() == container


def test_kernel_memory_is_omitted_for_newer_engines() -> None:
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
def test_settings_ignored_by_old_engine_are_refused(body: dict[str, Any], words: str) -> None:
    with pytest.raises(PyDockError) as caught:
        adapt_to_api_version(body, [1, 43])
    assert caught.value.message == words
    adapt_to_api_version(body, [1, 44])
