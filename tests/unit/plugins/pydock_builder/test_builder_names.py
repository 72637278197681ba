"""What the builder's three names for one command show of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import FakeEngine, run_pydock

if TYPE_CHECKING:
    from pydock_core.testing import Asked
    from pydock_core.testing.fake_engine.exchange import Answer
    from pydock_core.testing.pytest_plugin import PyDock

CLASSIC = {"DOCKER_BUILDKIT": "0"}


@pytest.mark.parametrize("name", ["build", "image build", "builder build"])
def test_build_messages_name_command_as_typed(pydock: PyDock, name: str) -> None:
    result = pydock(*name.split(), environ=CLASSIC)
    assert (
        f"pydock: 'pydock {name}' requires 1 argument\n\nUsage:  pydock {name} [OPTIONS] PATH | URL | -\n"
        in result.stderr
    )


@pytest.mark.parametrize("group", ["image", "builder"])
def test_build_is_listed_in_each_group(pydock: PyDock, group: str) -> None:
    assert "\n  build " in pydock(group, "--help").stdout


def test_alias_in_group_is_named_by_canonical_name_in_messages(pydock: PyDock) -> None:
    assert "'pydock image ls' requires at most 1 argument" in pydock("image", "list", "a", "b").stderr


@pytest.mark.parametrize(("experimental", "shown"), [(False, False), (True, True)])
def test_build_help_shows_squash_for_experimental_engine(experimental: bool, shown: bool) -> None:
    class Engine(FakeEngine):
        def _answer(self, asked: Asked) -> Answer:
            answer = super()._answer(asked)
            answer.headers["Docker-Experimental"] = str(experimental).lower()
            return answer

    result = run_pydock(["help", "build"], engine=Engine())
    assert ("--squash" in result.stdout) is shown
