from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock


def test_image_inspect_platform_requires_newer_engine(pydock: PyDock) -> None:
    result = pydock("image", "inspect", "--platform", "linux", "busybox")
    assert result.stderr == '"--platform" requires API version 1.49, but the Docker daemon API version is 1.41\n'


def test_image_inspect_refuses_invalid_platform_before_any_request() -> None:
    with FakeEngine(api_version="1.50") as engine:
        result = run_pydock(["image", "inspect", "--platform", "a/b/c/d", "busybox"], engine=engine)
    assert result.status == 1
    assert "cannot parse platform specifier" in result.stderr
    assert not any("/images/" in asked for asked in result.asked)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Error: No such image: "),
        ("nope", "Error response from daemon: no such image: nope: No such image: nope:latest"),
    ],
)
def test_image_inspect_reports_missing_image_after_empty_list(pydock: PyDock, name: str, words: str) -> None:
    result = pydock("image", "inspect", name)
    assert (result.status, result.stdout, result.stderr) == (1, "[]\n", f"{words}\n")


def test_image_inspect_sends_platform_as_json() -> None:
    with FakeEngine(api_version="1.50") as engine:
        result = run_pydock(["image", "inspect", "--platform", "linux/arm64/v8", "busybox"], engine=engine)
    asked = next(request for request in result.requests if request.path.endswith("/json"))
    assert asked.query["platform"] == '{"architecture":"arm64","os":"linux","variant":"v8"}'
