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
def test_messages_name_the_command_as_it_was_typed(pydock: PyDock, name: str) -> None:
    result = pydock(*name.split(), environ=CLASSIC)
    assert (
        f"pydock: 'pydock {name}' requires 1 argument\n\nUsage:  pydock {name} [OPTIONS] PATH | URL | -\n"
        in result.stderr
    )


@pytest.mark.parametrize("group", ["image", "builder"])
def test_each_group_lists_it(pydock: PyDock, group: str) -> None:
    assert "\n  build " in pydock(group, "--help").stdout


def test_a_short_name_in_a_group_is_still_told_by_the_commands_own(pydock: PyDock) -> None:
    assert "'pydock image ls' requires at most 1 argument" in pydock("image", "list", "a", "b").stderr


@pytest.mark.parametrize(("experimental", "shown"), [(False, False), (True, True)])
def test_squash_is_on_the_page_of_an_experimental_engine(experimental: bool, shown: bool) -> None:
    class Engine(FakeEngine):
        def _answer(self, asked: Asked) -> Answer:
            answer = super()._answer(asked)
            answer.headers["Docker-Experimental"] = str(experimental).lower()
            return answer

    result = run_pydock(["help", "build"], engine=Engine())
    assert ("--squash" in result.stdout) is shown
