"""Where docker would verify or sign, PyDock refuses: nothing unverified passes for verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

COMMANDS = {"pull": 1, "push": 1, "create": 125, "run": 125, "build": 1}


@pytest.fixture
def words(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """What follows the flags of the command."""
    if request.getfixturevalue("command") != "build":
        return ["busybox"]
    (tmp_path / "Dockerfile").write_text("FROM busybox\n")
    return [str(tmp_path)]


@pytest.mark.parametrize(("command", "status"), COMMANDS.items())
@pytest.mark.parametrize(
    ("flags", "asked"),
    [
        (["--disable-content-trust=false"], None),
        (["--disable-content-trust=false"], "0"),
        ([], "1"),
        ([], "TRUE"),
        ([], "yes, please"),
    ],
)
def test_content_trust_is_refused_before_any_request(
    pydock: PyDock, words: list[str], command: str, status: int, flags: list[str], asked: str | None
) -> None:
    environ = {"DOCKER_BUILDKIT": "0"} | ({} if asked is None else {"DOCKER_CONTENT_TRUST": asked})
    result = pydock(command, *flags, *words, environ=environ)
    assert result.status == status
    assert "content trust is not supported: to go on without it, give --disable-content-trust" in result.stderr
    assert set(result.asked) <= {"HEAD /_ping"}


@pytest.mark.parametrize("command", ["create", "build"])
@pytest.mark.parametrize(
    ("flags", "asked"), [([], None), ([], ""), ([], "0"), (["--disable-content-trust"], "1"), ([], "false")]
)
def test_commands_continue_without_content_trust(
    pydock: PyDock, words: list[str], command: str, flags: list[str], asked: str | None
) -> None:
    environ = {"DOCKER_BUILDKIT": "0"} | ({} if asked is None else {"DOCKER_CONTENT_TRUST": asked})
    result = pydock(command, *flags, *words, environ=environ)
    assert "content trust" not in result.stderr
    assert set(result.asked) > {"HEAD /_ping"}
