"""`rmi`, `tag`, `history` and `image prune`: refusals, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import Image, faults

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


@pytest.mark.parametrize(("force", "status"), [([], 1), (["-f"], 0)])
def test_image_rm_reports_missing_image_and_succeeds_with_force(pydock: PyDock, force: list[str], status: int) -> None:
    result = pydock("rmi", *force, "nosuch", "also")
    assert result.status == status
    assert result.stderr == "".join(
        [f"Error response from daemon: No such image: {name}:latest\n" for name in ("nosuch", "also")]
    )


def test_image_rm_force_fails_for_other_errors(pydock: PyDock) -> None:
    pydock.engine.fault("DELETE", "/images/busybox", faults.message("in use", status=409))
    result = pydock("rmi", "-f", "nosuch", "busybox")
    assert result.status == 1
    assert result.stderr.splitlines()[-1] == "Error response from daemon: in use"


def test_image_rm_prints_each_untagged_and_deleted_image(pydock: PyDock) -> None:
    image = pydock.engine.images.get("busybox")
    lines = pydock("rmi", "busybox").stdout.splitlines()
    assert lines[:2] == ["Untagged: busybox:latest", f"Deleted: {image.id}"]


def test_image_rm_sends_each_platform(pydock: PyDock) -> None:
    pydock.engine.api_version = "1.50"
    asked = pydock("rmi", "--platform", "linux/amd64,linux/arm64", "--no-prune", "busybox").requests[-1]
    assert asked.values("platforms") == [
        '{"architecture":"amd64","os":"linux"}',
        '{"architecture":"arm64","os":"linux"}',
    ]
    assert asked.query["noprune"] == "1"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nosuch@", "x"], 'Error parsing reference: "nosuch@" is not a valid repository/tag: '),
        (["busybox", "x@sha256:" + "a" * 64], "refusing to create a tag with a digest reference"),
    ],
)
def test_tag_refuses_invalid_name_before_any_request(pydock: PyDock, words: list[str], message: str) -> None:
    result = pydock("tag", *words)
    assert (result.status, result.asked) == (1, [])
    assert result.stderr.startswith(message)


def test_tag_adds_name_to_image(pydock: PyDock) -> None:
    assert pydock("tag", "busybox", "host:5000/new").requests[-1].query == {"repo": "host:5000/new", "tag": "latest"}
    assert pydock.engine.images.get("host:5000/new") is pydock.engine.images.get("busybox")


def test_history_escapes_control_characters(pydock: PyDock) -> None:
    pydock.engine.images.get("busybox").comment = "\x1b[2J"
    assert "\x1b" not in pydock("history", "busybox", terminal=True).stdout
    assert "\x1b" not in pydock("history", "busybox").stdout
    assert "\x1b[2J" in pydock("history", "busybox", "--format", "{{.Comment}}").stdout


@pytest.mark.parametrize(("stdin", "is_gone"), [(b"y\n", True), (b"n\n", False), (b"", False), (b" Y \n", True)])
def test_image_prune_requires_confirmation(pydock: PyDock, stdin: bytes, is_gone: bool) -> None:
    pydock.engine.images.add(Image("unused:1"))
    result = pydock("image", "prune", "-a", stdin=stdin)
    assert result.status == 0
    assert (pydock.engine.images.find("unused:1") is None) == is_gone
    assert ("Deleted Images:\nuntagged: " in result.stdout) == is_gone
