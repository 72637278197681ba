"""Completion beside docker's: what the request `__complete` answers, and what scripts offer in real shells."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.parity import completion_shells, completion_stage
from tests.parity.completion_lines import BEYOND_DOCKER, LINES, MORE_THAN_DOCKER, OWN_FLAGS, RANDOM_ORDER
from tests.parity.completion_records import DockerAnswers
from tests.parity.completion_scripts import COBRA_LINES, DEBIAN_LINES, SCRIPT_DIFFERENCES
from tests.parity.test_inventory import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.engines.dockerd import Dockerd

GROUP = 40  # lines, compared in one test
Answer = tuple[list[str], str, str]
_ID = re.compile(r"\b[0-9a-f]{64}\b")


@pytest.fixture(scope="module")
def answers(docker: Path | None, request: pytest.FixtureRequest) -> Iterator[DockerAnswers]:
    """Yields docker's answers: those of its client, compared with the records, or the records alone."""
    known = DockerAnswers(docker, renew=request.config.getoption("renew_goldens"))
    yield known
    known.save()


@pytest.fixture
def environ(engine: Dockerd, tmp_path: Path, pydock: Path) -> Iterator[Mapping[str, str]]:
    """Yields the environment of the clients, of an engine with the objects of `completion_stage`."""
    engine.reset()
    yield completion_stage.prepare(engine, tmp_path, pydock)
    engine.reset()  # an engine whose containers are paused does not end


def ask(client: Path, environ: Mapping[str, str], words: list[str]) -> Answer:
    """Returns (values, directive, stderr)."""
    command = [str(client / "docker"), "__complete", *words]
    done = subprocess.run(command, env={**environ}, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    *values, directive = done.stdout.splitlines()
    return [value.partition("\t")[0] for value in values], directive, done.stderr


def groups() -> dict[str, list[str]]:
    """Returns the lines in groups, each with its own objects on the engine."""
    found = {}
    for topic, text in LINES.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        found.update({f"{topic} {at}": lines[at : at + GROUP] for at in range(0, len(lines), GROUP)})
    return found


GROUPS = groups()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("group", GROUPS)
def test_answers_have_the_values_and_the_directive_of_docker(
    group: str, environ: Mapping[str, str], answers: DockerAnswers, pydock: Path
) -> None:
    def answer(client: Path) -> Answer:
        values, directive, stderr = ask(client, environ, words)
        return sorted(values) if line in RANDOM_ORDER else values, directive, stderr

    wrong = []
    for line in GROUPS[group]:
        words = [word.replace("HOST", environ["DOCKER_HOST"]) for word in shlex.split(line)]
        expected: Answer = tuple(answers.get(f"line: {line}", answer))
        found = answer(pydock)
        own = {command for command, flag in OWN if not flag}
        found[0][:] = [value for value in found[0] if " ".join([*words[:-1], value]) not in own]
        if line in BEYOND_DOCKER:
            reason, more, less, directive = BEYOND_DOCKER[line]
            assert reason
            values = [value for value in expected[0] if value not in less]
            found_values = [value for value in found[0] if value not in more]
            if (values, directive) != (found_values, found[1]) or found == expected:
                wrong.append(f"{line}: listed, but docker {expected[:2]}, PyDock {found[:2]}")
        elif found != expected:
            wrong.append(f"{line}: docker {expected}, PyDock {found}")
    assert wrong == []


INVENTORY = json.loads(Path(__file__).with_name("inventory.json").read_text())


@pytest.mark.sampled(24)
@pytest.mark.parametrize("command", sorted(INVENTORY.keys() - {""}))
def test_flags_and_their_values_are_completed_as_by_docker(
    command: str, environ: Mapping[str, str], answers: DockerAnswers, pydock: Path
) -> None:
    def names_of(client: Path) -> list[str]:
        return ask(client, environ, [*words, "-"])[0]

    def values_of(client: Path) -> tuple[list[str], str]:
        values, directive, _ = ask(client, environ, line)
        return sorted(values), directive

    words = command.split()
    names, found_names = answers.get(f"flags: {command}", names_of), names_of(pydock)
    assert [name for name in found_names if name in names or name not in OWN_FLAGS] == names
    flags = INVENTORY[command]["flags"]
    wrong = []
    for flag in ("", *(name for name in flags if flags[name]["type"] != "bool" and f"--{name}" in names)):
        line = [*words, *([f"--{flag}"] if flag else ()), ""]
        values, directive = answers.get(f"values: {' '.join(line)}", values_of)
        found, found_directive = values_of(pydock)
        same = (values, directive) == (found, found_directive)
        listed = flag in MORE_THAN_DOCKER.get(command, ())
        if same == listed or (listed and values):
            wrong.append(f"{line}: docker {values} {directive}, PyDock {found} {found_directive}")
    assert wrong == []


def offered(shell: str, client: Path, environ: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """Returns what docker's script for a shell, or Debian's for bash, offers at the end of each line, sorted."""
    if shell == "debian":
        script, lines = completion_shells.DEBIAN_SCRIPT, DEBIAN_LINES
        found = completion_shells.bash(client, environ, script, completion_shells.DEBIAN_FUNCTION, lines)
    else:
        script, lines = folder / f"completion.{shell}", COBRA_LINES
        if shell == "bash":
            found = completion_shells.bash(client, environ, script, completion_shells.COBRA_FUNCTION, lines)
        else:
            ask_shell = completion_shells.zsh if shell == "zsh" else completion_shells.fish
            found = ask_shell(client, environ, script, lines)
    return {line: sorted(_ID.sub("<id>", word) for word in words) for line, words in zip(lines, found, strict=True)}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "debian"])
def test_completion_scripts_offer_the_words_of_docker(
    shell: str, environ: Mapping[str, str], answers: DockerAnswers, pydock: Path, tmp_path: Path
) -> None:
    missing = completion_shells.missing(shell)
    if missing:
        pytest.skip(f"no {missing}")
    if shell != "debian":
        if answers.client is None:
            pytest.skip("docker's client prints the script; the words that it asks for are compared above")
        command = [str(answers.client / "docker"), "completion", shell, "--no-descriptions"]
        script = subprocess.run(command, env={**environ}, check=True, capture_output=True, timeout=30).stdout
        (tmp_path / f"completion.{shell}").write_bytes(script)
    expected = answers.get(f"script: {shell}", lambda client: offered(shell, client, environ, tmp_path))
    found = offered(shell, pydock, environ, tmp_path)
    assert sum(map(bool, expected.values())) > len(expected) / 2, "the script offers hardly anything"
    wrong = []
    for line, words in expected.items():
        reason, more, less = SCRIPT_DIFFERENCES.get((shell, line), ("", set(), set()))
        if bool(reason) != bool(more or less) or sorted({*words} - less) != sorted({*found[line]} - more):
            wrong.append(f"{line}: docker {words}, PyDock {found[line]}")
    assert wrong == []
