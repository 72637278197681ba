"""Commands and flags that need a newer engine or the role of a manager in a swarm."""

from __future__ import annotations

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

REFUSED = "pydock volume update requires API version 1.42, but the Docker daemon API version is 1.41\n"


@pytest.mark.parametrize("words", [["vol"], [], ["--nosuch"], ["--availability", "drain", "vol", "more"]])
def test_command_of_a_newer_engine_is_refused_before_other_mistakes(words: list[str]) -> None:
    with FakeEngine(api_version="1.41") as engine:
        result = run_pydock(["volume", "update", *words], engine=engine)
    assert (result.status, result.stdout, result.stderr) == (1, "", REFUSED)


def test_help_of_a_command_of_a_newer_engine_is_the_refusal() -> None:
    with FakeEngine(api_version="1.41") as engine:
        result = run_pydock(["volume", "update", "--help"], engine=engine)
    assert (result.status, result.stdout) == (0, REFUSED)


@pytest.mark.parametrize(
    ("api_version", "swarm", "shown"),
    [
        ("1.41", "active/manager", False),
        ("1.42", "active/manager", True),
        ("1.42", "active/worker", False),
        ("1.42", "inactive", False),
    ],
)
def test_help_shows_commands_and_flags_of_a_manager_to_managers_only(api_version: str, swarm: str, shown: bool) -> None:
    with FakeEngine(api_version=api_version, swarm=swarm) as engine:
        group = run_pydock(["volume", "--help"], engine=engine).stdout
        page = run_pydock(["volume", "create", "--help"], engine=engine).stdout
    assert ("  update " in group) is shown
    assert ("--availability" in page) is shown


def test_help_without_an_engine_shows_all_commands_and_flags() -> None:
    with FakeEngine() as engine:
        engine.fault("*", "/_ping", faults.refuse())
        assert "  update " in run_pydock(["volume", "--help"], engine=engine).stdout
        assert "--availability" in run_pydock(["volume", "create", "--help"], engine=engine).stdout


def test_command_of_a_manager_is_run_on_a_worker() -> None:
    """docker refuses nothing here: the answer of the engine says what is wrong."""
    with FakeEngine(api_version="1.42", swarm="active/worker") as engine:
        result = run_pydock(["volume", "update", "nosuch"], engine=engine)
    assert result.status == 1
    assert "GET /volumes/nosuch" in result.asked
