from __future__ import annotations

import pytest

from pydock_core import version_line
from pydock_core.testing import FakeEngine, run_pydock


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("compose up -f x", "the CLI plugin docker-compose is not installed, see https://docs.docker.com/compose"),
        ("buildx --nosuch", "the CLI plugin docker-buildx is not installed, see https://docs.docker.com/go/buildx/"),
        ("scout", "the CLI plugin docker-scout is not installed"),
        ("model --help", "the CLI plugin docker-model is not installed"),
        ("trust sign -x image", "PyDock has no content trust: use cosign"),
        ("swarm init", "PyDock has no commands for swarms: use docker's own client"),
        ("stack deploy -c x", "PyDock has no commands for swarms"),
    ],
)
def test_word_of_docker_that_pydock_lacks_is_refused_in_one_line(words: str, said: str) -> None:
    result = run_pydock(words.split())
    assert (result.status, result.stdout, result.asked) == (1, "", [])
    assert result.stderr.startswith(f"pydock: unknown command: pydock {words.split()[0]}: {said}")
    assert result.stderr.count("\n") == 1


def test_flag_after_any_other_unknown_word_is_parsed() -> None:
    assert run_pydock(["nosuch", "-f"]).stderr.startswith("unknown shorthand flag: 'f' in -f\n")


def test_version_line_has_the_form_of_the_program_s_name() -> None:
    assert version_line("docker") == "Docker version 28.2.2, build pydock-1.0.0\n"
    assert version_line("pydock") == "PyDock version 1.0.0 (docker 28.2.2)\n"


def test_user_agent_begins_as_docker_s() -> None:
    with FakeEngine() as engine:
        run_pydock(["ps"], engine=engine)
    assert engine.requests[-1].headers["user-agent"] == "Docker-Client/28.2.2 (linux) PyDock/1.0.0"
