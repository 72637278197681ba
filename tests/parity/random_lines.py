"""Random command lines, valid and invalid, that must have the same outcome with both clients.

scripts/parity-random COUNT [SEED [COMMAND | GROUP]...]    prints each line with a difference; status 1 if one differs
"""

from __future__ import annotations

import json
import random
import re
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from tests.engines import images
from tests.engines.dockerd import Dockerd
from tests.engines.registry import Registry
from tests.parity import clients
from tests.parity.cases import Case
from tests.parity.outcome import STREAMS, report
from tests.parity.runner import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
DATA: dict[str, Any] = tomli.loads((FOLDER / "random_lines.toml").read_text())
INVENTORY: dict[str, Any] = json.loads((FOLDER / "inventory.json").read_text())
FLAGS: dict[str, dict[str, Any]] = {name: entry["flags"] for entry in INVENTORY.values() for name in entry["names"]}
CLIENT_DESCRIPTION = re.compile("|".join(DATA["client_description"]), re.M)
NUMBERS = {"int64": "int", "uint": "int", "uint16": "int"}
STRAY = ("--nosuch", "-Z", "--", "-", "--help=x")  # one line in twenty has one of these


def cases(seed: int, count: int, *words: str) -> Iterator[Case]:
    """Yields `count` command lines, the same for the same seed: of each command in turn.

    `words` are the commands, or groups of them; without words, all commands are meant.
    """
    chance = random.Random(seed)
    commands = [name for name in DATA["commands"] if not words or name in words or name.split()[0] in words]
    for number in range(count):
        line = shlex.join(["docker", *_words(chance, commands[number % len(commands)])])
        yield Case("random", f"{seed}-{number}", {"run": line, "canned": DATA["engine"], "unordered": ["requests"]})


def difference(stage: Stage, case: Case, docker: Path, pydock: Path) -> str:
    """Returns the difference between PyDock and docker in a case, "" without one."""
    wanted, got = stage.run(case, docker), stage.run(case, pydock)
    for outcome in (wanted, got):
        outcome.stdout = CLIENT_DESCRIPTION.sub("", outcome.stdout)
    found = [diff for stream in STREAMS if (diff := report(wanted, got, stream, "docker", "pydock"))]
    return "\n".join([f"$ {case.run}", *found]) if found else ""


def _words(chance: random.Random, command: str) -> list[str]:
    known = {
        name: flag
        for name, flag in FLAGS[command.partition(" -")[0]].items()
        if name not in DATA["without"].get(command, ())
    }
    words = command.split()
    for name in chance.sample(list(known), min(len(known), chance.choice((0, 1, 1, 1, 2, 2, 3)))):
        words += _flag(chance, name, known[name])
    if chance.random() < 0.05:
        words.append(chance.choice(STRAY))
    arguments = list(DATA["commands"][command])
    if arguments and chance.random() < 0.1:
        arguments.pop(chance.randrange(len(arguments)))
    if chance.random() < 0.05:
        arguments.append("more")
    return words + arguments


def _flag(chance: random.Random, name: str, flag: dict[str, Any]) -> list[str]:
    """Returns the flag in one of its spellings."""
    short = flag.get("short")
    if flag["type"] == "bool":
        return [
            chance.choice([f"--{name}", f"--{name}={_value(chance, name, flag)}", *([f"-{short}"] if short else ())])
        ]
    value = _value(chance, name, flag)
    spellings = [[f"--{name}={value}"], [f"--{name}", value]]
    if short:
        spellings += [[f"-{short}{value}"], [f"-{short}", value], [f"-{short}={value}"]]
    return chance.choice(spellings)


def _value(chance: random.Random, name: str, flag: dict[str, Any]) -> str:
    """Returns a value for the flag, one in seven with an added or a missing letter."""
    kind = DATA["kinds"].get(name) or NUMBERS.get(flag["type"], flag["type"])
    value: str = chance.choice(DATA["values"].get(kind) or DATA["values"]["string"])
    if not value or chance.random() > 0.15:
        return value
    at = chance.randrange(len(value))
    return chance.choice([value[:at] + value[at + 1 :], value[:at] + chance.choice(":=,/.- x0\"'") + value[at:]])


def main() -> int:
    count, seed, *words = [*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]]
    program = clients.docker()
    if program is None:
        sys.exit(f"parity-random: needs the docker {clients.VERSION} client on PATH")
    with tempfile.TemporaryDirectory() as name, Dockerd(images=(images.busybox(),)) as engine, Registry() as registry:
        docker = clients.install_docker(program, Path(name) / "docker")
        pydock = clients.install_pydock(Path(name) / "pydock")
        with Stage(engine, registry) as stage:
            found = [
                text
                for case in cases(int(seed), int(count), *words)
                if (text := difference(stage, case, docker, pydock))
            ]
    print("\n".join([*found, f"{count} command lines, {len(found)} differences"]))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
