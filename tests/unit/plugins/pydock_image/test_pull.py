"""`pull`: what it says, and answers that are none."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import faults

if TYPE_CHECKING:
    from pydock_core.testing import Fault
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-a", "busybox:1"], "tag can't be used with --all-tags/-a"),
        (["Busy"], "invalid reference format: repository name (library/Busy) must be lowercase"),
    ],
)
def test_pull_refuses_invalid_name_before_any_request(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("pull", *words)
    assert (result.status, result.stdout, result.stderr, result.asked) == (1, "", message + "\n", [])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.answer(204), "204 and no content"),
        (faults.answer(200, b""), "says nothing"),
        (faults.answer(200, b"null"), "where an object is due"),
        (faults.answer(200, b'{"status":"Pull'), ""),
        (faults.cut(after_chunks=2), "middle of its answer"),
        (faults.answer(200, b'{"errorDetail":{"message":"no space"},"error":"no space"}'), "no space"),
        (faults.message("denied", status=403), "Error response from daemon: denied"),
    ],
)
def test_failed_pull_is_an_error(pydock: PyDock, fault: Fault, words: str) -> None:
    pydock.engine.fault("POST", "/images/create", fault)
    for flags in ([], ["-q"]):
        result = pydock("pull", *flags, "alpine")
        assert result.status == 1
        assert words in result.stderr
        assert result.stderr
        assert "docker.io/library/alpine" not in result.stdout


def test_pull_prints_full_name_last(pydock: PyDock) -> None:
    lines = pydock("pull", "alpine").stdout.splitlines()
    assert lines[0] == "Using default tag: latest"
    assert lines[-1] == "docker.io/library/alpine:latest"
    assert pydock("pull", "-q", "alpine").stdout == "docker.io/library/alpine:latest\n"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("alpine", {"fromImage": "docker.io/library/alpine", "tag": "latest"}),
        ("alpine:3@sha256:" + "a" * 64, {"fromImage": "docker.io/library/alpine", "tag": "sha256:" + "a" * 64}),
    ],
)
def test_pull_sends_digest_as_tag(pydock: PyDock, name: str, query: dict[str, str]) -> None:
    assert pydock("pull", name).requests[-1].query == query


def test_pull_all_tags_sends_no_tag(pydock: PyDock) -> None:
    assert pydock("pull", "-a", "alpine").requests[-1].query == {"fromImage": "docker.io/library/alpine"}


@pytest.mark.parametrize(
    ("words", "sent"),
    [([], "linux/arm64"), (["--platform", "Linux/AMD64"], "linux/amd64"), (["--platform", ""], None)],
)
def test_pull_platform_comes_from_flag_or_environment(pydock: PyDock, words: list[str], sent: str | None) -> None:
    result = pydock("pull", *words, "alpine", environ={"DOCKER_DEFAULT_PLATFORM": "linux/arm64"})
    assert result.requests[-1].query.get("platform") == sent


def test_pull_sends_credentials(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"auths": {"example.test": {"auth": "YTpi"}}}))
    header = pydock("pull", "example.test/x").requests[-1].headers["x-registry-auth"]
    assert json.loads(urlsafe_b64decode(header)) == {"username": "a", "password": "b", "serveraddress": "example.test"}


def test_pull_continues_after_failed_credential_helper(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"credsStore": "nosuch"}))
    result = pydock("pull", "-q", "alpine")
    assert result.status == 0
    assert "nosuch" in result.stderr
    # docker goes by the words of the failure, not by what failed.
    assert pydock("run", "--pull", "always", "alpine").status == 127
