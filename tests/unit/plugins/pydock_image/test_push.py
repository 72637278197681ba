"""`push`: what it asks, what it tells, what counts as pushed."""

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

NAME = "example.test/x"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-a", "busybox:1"], "tag can't be used with --all-tags/-a"),
        (["busybox@sha256:" + "a" * 64], "cannot push a digest reference"),
        (["Busy"], "invalid reference format: repository name (library/Busy) must be lowercase"),
    ],
)
def test_push_refuses_invalid_arguments_before_any_request(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("push", *words)
    assert (result.status, result.stderr, result.asked) == (1, message + "\n", [])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.answer(204), "204 and no content"),
        (faults.answer(200, b""), "says nothing"),
        (faults.answer(200, b'{"status":"Pu'), ""),
        (faults.cut(after_chunks=2), "middle of its answer"),
        (faults.answer(200, b'{"errorDetail":{"message":"denied"},"error":"denied"}'), "denied"),
    ],
)
def test_failed_push_is_an_error(pydock: PyDock, fault: Fault, words: str) -> None:
    pydock.engine.fault("POST", "/images/docker.io/library/busybox/push", fault)
    for flags in ([], ["-q"]):
        result = pydock("push", *flags, "busybox")
        assert result.status == 1
        assert words in result.stderr
        assert result.stderr
        assert "docker.io/library/busybox:latest" not in result.stdout


def test_push_reports_missing_tag(pydock: PyDock) -> None:
    result = pydock("push", "-q", "busybox:nosuch")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "tag does not exist: busybox:nosuch\n"


def test_push_stores_image_in_registry(pydock: PyDock) -> None:
    pydock("tag", "busybox", f"{NAME}:1")
    lines = pydock("push", f"{NAME}:1").stdout.splitlines()
    assert lines[0] == f"The push refers to repository [{NAME}]"
    assert lines[-1].startswith("1: digest: sha256:")
    assert f"{NAME}:1" in pydock.engine.images.registry


def test_push_all_tags_sends_no_tag(pydock: PyDock) -> None:
    for tag in ("1", "2"):
        pydock("tag", "busybox", f"{NAME}:{tag}")
    result = pydock("push", "-aq", NAME)
    assert result.stdout == f"{NAME}\n"
    assert result.requests[-1].query == {}
    assert {f"{NAME}:1", f"{NAME}:2"} <= set(pydock.engine.images.registry)


def test_push_always_sends_credentials(pydock: PyDock) -> None:
    folder = Path(pydock.environ["HOME"]) / ".docker"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"auths": {"example.test": {"auth": "YTpi"}}}))
    header = pydock("push", NAME).requests[-1].headers["x-registry-auth"]
    assert json.loads(urlsafe_b64decode(header)) == {"username": "a", "password": "b", "serveraddress": "example.test"}
    assert pydock("push", "busybox").requests[-1].headers["x-registry-auth"] == "e30="


def test_push_redraws_layer_progress_on_terminal(pydock: PyDock) -> None:
    shown = pydock("push", "busybox", terminal=(80, 24)).stdout
    assert "\x1b[1A\x1b[2K" in shown
    assert "latest: digest: sha256:" in shown.splitlines()[-1]


def test_push_sends_platform_and_prints_note(pydock: PyDock) -> None:
    pydock.engine.api_version = "1.50"
    result = pydock("push", "--platform", "linux/arm64", "busybox")
    assert result.requests[-1].query["platform"] == '{"architecture":"arm64","os":"linux"}'
    assert result.stdout.startswith("\n Info -> Using --platform pushes only the specified platform manifest")
    wrong = pydock("push", "--platform", "a/b/c/d", "busybox")
    assert wrong.stderr.startswith('Invalid platform a/b/c/d"a/b/c/d": ')


def test_push_escapes_control_characters_in_note(pydock: PyDock) -> None:
    aux = {"manifestPushedInsteadOfIndex": True, "originalIndex": {"digest": "\x1b[2Jx"}, "selectedManifest": 5}
    body = json.dumps({"progressDetail": {}, "aux": aux}).encode()
    pydock.engine.fault("POST", "/images/docker.io/library/busybox/push", faults.answer(200, body))
    result = pydock("push", "busybox")
    assert result.status == 0
    assert "\x1b[2J" not in result.stdout
    assert "only the available single-platform image was pushed" in result.stdout
