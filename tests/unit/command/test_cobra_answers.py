"""The answers to `__complete` and `__completeNoDesc`, the requests of docker's completion scripts."""

from __future__ import annotations

import pytest

from pydock_core.testing import FakeEngine, run_pydock
from pydock_core.testing.fake_engine.faults import refuse
from pydock_core.testing.tab import offered


@pytest.mark.parametrize("request_word", ["__complete", "__completeNoDesc"])
def test_complete_needs_a_word_to_complete(request_word: str) -> None:
    result = run_pydock([request_word])
    assert result.stdout == ""
    assert result.stderr == "requires at least 1 arg(s), only received 0\n"
    assert result.status == 1


@pytest.mark.parametrize(
    ("words", "lines", "directive"),
    [
        # errors
        (["nosuch", ""], [], ":0"),
        (["container", "nosuch", ""], [], ":0"),
        (["probe", "---", ""], [], ":0"),
        (["--context", "a", "-H", "b", "start", ""], [], ":1"),
        # a flag or an argument without a completer: docker's scripts offer file names, but not for `run`
        (["ps", "--filter", ""], [], ":0"),
        (["run", "--name", ""], [], ":4"),
        (["run", "--env-file", ""], [], ":0"),
        (["build", ""], [], ":16"),
        # docker offers no --help
        (["container", "-"], [], ":4"),
        (["volume", "inspect", "--"], ["--format"], ":4"),
        # values are not filtered, commands and flags are
        (["run", "--pull=mis"], ["always", "missing", "never"], ":4"),
        (["run", "--network", "b"], ["bridge", "host", "none"], ":4"),
        (["start", "c"], ["cache", "db"], ":4"),
        (["start", "db", ""], ["cache"], ":4"),
        (["stop", ""], ["web"], ":4"),
        (["rm", ""], ["cache", "db"], ":4"),
        (["rm", "-f", ""], ["cache", "db", "web"], ":4"),
        (["cp", ""], ["cache:", "db:", "web:"], ":2"),
        (["unp"], ["unpause"], ":4"),
        (["-D", "unp"], ["unpause"], ":4"),
        (["ps", "--l"], ["--last", "--latest"], ":4"),
        (["run", "-it"], ["-it"], ":4"),
    ],
)
def test_complete_answers_with_values_and_directive(words: list[str], lines: list[str], directive: str) -> None:
    with FakeEngine() as engine:
        for name in ("cache", "db"):
            run_pydock(["create", "--name", name, "busybox"], engine=engine)
        run_pydock(["run", "-d", "--name", "web", "busybox", "sleep", "60"], engine=engine)
        result = run_pydock(["__completeNoDesc", *words], engine=engine)
    *values, last = result.stdout.splitlines()
    assert (sorted(values), last) == (lines, directive)
    assert result.status == 0


def test_complete_accepts_global_flags_before_the_request() -> None:
    result = run_pydock(["-D", "--context", "default", "__complete", "unp"])
    assert result.stdout == run_pydock(["__complete", "unp"]).stdout


def test_complete_shows_first_line_of_descriptions() -> None:
    assert run_pydock(["__complete", "ps", "--form"]).stdout == "--format\tHow to print the list:\n:4\n"
    assert run_pydock(["__completeNoDesc", "ps", "--form"]).stdout == "--format\n:4\n"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["run", "--link", ""], ":2\n"),
        (["run", "--volume-driver", ""], "local\n:4\n"),
        (["run", "--ipc", "container:"], ":4\n"),
        (["events", "--filter", "container="], ":4\n"),
        (["run", "--network", ""], ":1\n"),
    ],
)
def test_complete_without_answer_of_engine(words: list[str], answer: str) -> None:
    with FakeEngine() as engine:
        engine.fault("*", "*", refuse())
        result = run_pydock(["__complete", *words], engine=engine)
    assert (result.stdout, result.status) == (answer, 0)


@pytest.mark.parametrize("page", [["--help"], ["help"], ["system", "--help"]])
def test_complete_is_hidden_from_help_pages(page: list[str]) -> None:
    assert "__complete" not in run_pydock(page).stdout


@pytest.mark.parametrize(
    "line",
    ["", "st", "container re", "ps --l", "run --rest", "run --restart un", "run --network ", "rm ", "rm -f ", "cp w"],
)
def test_both_protocols_offer_the_same_words(line: str) -> None:
    with FakeEngine() as engine:
        run_pydock(["create", "--name", "db", "busybox"], engine=engine)
        run_pydock(["run", "-d", "--name", "web", "busybox", "sleep", "60"], engine=engine)
        *words, prefix = line.split(" ")
        answer = run_pydock(["__completeNoDesc", *words, prefix], engine=engine).stdout.splitlines()[:-1]
        own = offered(line, engine=engine, environ={"PYDOCK_INDEX": "off"})
    assert own == [word for word in answer if word.startswith(prefix)]
    assert own != []
