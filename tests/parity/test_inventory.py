"""PyDock has every command of `inventory.json` with its names and flags, and a case uses each of them.

The inventory maps the first name of a command of docker 28.2.2 ("" for the program) to `names` and `flags`; a flag has
its type (the word for its value) and optionally a shorthand and a default. `docker_commands.txt` has docker's whole
tree; the commands that the inventory lacks belong to the groups in `MISSING`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.command.help import flag_lines
from pydock_core.command.parse import scan
from pydock_core.command.support import check
from pydock_core.declarations.flags import FlagSet
from pydock_core.declarations.global_flags import GlobalFlags
from pydock_core.errors import InvalidValue, PyDockError
from pydock_core.host import load_index
from scripts.command_table import README, command_tree, present_commands, renewed
from tests.parity import cases
from tests.parity.snippet import docker_commands

if TYPE_CHECKING:
    from pydock_core.declarations.flags import Flag
    from tests.parity.cases import Case

INVENTORY: dict[str, Any] = json.loads((Path(__file__).parent / "inventory.json").read_text())
INDEX = load_index({"PYDOCK_INDEX": "off"})
GROUPS = {name.split()[0] for name in INVENTORY if " " in name}
# Visible commands in docker's groups, as (command, ""), and visible flags, as (command, flag), that docker lacks.
OWN = {
    ("", "no-plugin"): "docker's plugins add no hooks that a command may have to do without",
    ("container commit", "no-pause"): "docker 29 has it",
    ("container create", "group"): "the groups plugin adds it",
    ("container run", "group"): "the groups plugin adds it",
}
MISSING = {"config", "node", "secret", "service", "stack", "swarm", "trust"}
FOLDERS = {"$DOCKER_CONFIG": "$HOME/.docker", "$DOCKER_CERT_PATH": "$HOME/.docker"}
SEVERAL = {"filter", "gpu-request", "list", "map", "mount", "network", "stringToString", "strings", "ulimit"}
NUMBERS = {"bool", "int", "uint", "uint16", "duration"}
HELP = "help"  # parsed without a declaration, and listed if -h is another flag
_SHOWN_DEFAULT = re.compile(r"\(default (.*)\)$", re.S)

by_command = pytest.mark.parametrize("command", INVENTORY, ids=lambda name: name or "docker")


def table_of(command: str) -> FlagSet:
    """Returns the flags of a command, including those that plugins add."""
    if not command:
        return FlagSet(GlobalFlags, INDEX.added_flags(""))
    entry = INDEX.command(command)
    assert entry is not None, f"there is no command {command}"
    return FlagSet(entry.load().Options, INDEX.added_flags(entry))


def declared(flag: Flag) -> dict[str, str]:
    """Returns a flag in the form of the inventory."""
    found = {"type": "bool" if flag.kind == "bool" else flag.value}
    if flag.short:
        found["short"] = flag.short
    default = _SHOWN_DEFAULT.search(flag_lines([flag], 1000, folders=FOLDERS).rstrip())
    return found if default is None else {**found, "default": default[1]}


@pytest.fixture(scope="module")
def used() -> set[tuple[str, str]]:
    """Returns the names and flags in the cases: (command, one of its names) and (command, "--" and a long name).

    A command line counts if PyDock parses it completely and the engine of the case supports its flags.
    """
    tables = {command: table_of(command) for command in INVENTORY}
    commands = {name: command for command, known in INVENTORY.items() for name in known["names"]}
    found: set[tuple[str, str]] = set()
    for case in cases.load():
        for words in docker_commands(case.run):
            rest = _use(case, "", tables[""], words, found) or []
            for count in (2, 1):
                command = commands.get(" ".join(rest[:count]))
                if command is not None and _use(case, command, tables[command], rest[count:], found) is not None:
                    found.add((command, " ".join(rest[:count])))
                    break
    return found


def _use(case: Case, command: str, table: FlagSet, words: list[str], found: set[tuple[str, str]]) -> list[str] | None:
    """Adds the flags in `words` to `found`; returns the other words, None if the words can't be parsed."""
    flags: list[Flag] = []

    def take(flag: Flag, text: str, word: str) -> None:
        flag.parse(text)
        flags.append(flag)

    try:
        read = scan(table, words, take)
        check(_session(case), table, frozenset(flag.attribute for flag in flags))
    except (InvalidValue, PyDockError):
        return None
    if read.help:
        found.add((command, f"--{HELP}"))
    if read.help or read.waiting is not None:
        return None
    found.update((command, f"--{flag.long}") for flag in flags)
    return read.positionals


def _session(case: Case) -> Any:
    """Returns an object with the members of a session that decide which flags the engine of the case supports."""
    canned = case.canned or {}
    negotiation = SimpleNamespace(
        api_version=canned.get("api", "1.41"),
        os_type=canned.get("os", "linux"),
        experimental=canned.get("experimental", False),
    )
    engine = SimpleNamespace(negotiate=lambda: negotiation, negotiate_version=lambda: negotiation.api_version)
    return SimpleNamespace(engine=engine)


def test_inventory_has_docker_s_tree_without_the_missing_groups() -> None:
    present, tree = present_commands(), command_tree()
    assert {command.split()[0] for command in tree if command not in present} == MISSING
    assert not MISSING & GROUPS


def test_table_of_the_readme_is_that_of_the_inventory() -> None:
    page = README.read_text(encoding="utf-8")
    assert page == renewed(page), "python -m scripts.command_table"


@by_command
def test_each_name_resolves_to_the_command(command: str) -> None:
    for name in INVENTORY[command]["names"]:
        entry = INDEX.command(name)
        assert entry is not None, f"there is no command {name}"
        assert list(entry.names) == INVENTORY[command]["names"]
        assert not entry.hidden


def test_groups_of_docker_hold_docker_s_commands_and_listed_own_ones() -> None:
    shown = {entry.name for entry in INDEX.commands() if not entry.hidden and entry.name.split()[0] in GROUPS}
    own = {command for command, flag in OWN if command and not flag}
    assert shown - own <= INVENTORY.keys(), "docker has no such command: add it to OWN, with the reason"
    assert {group for group in GROUPS if INDEX.group(group) is None} == set()


@by_command
def test_flags_have_names_shorthands_types_and_defaults_of_docker(command: str) -> None:
    table = table_of(command)
    found = {flag.long: declared(flag) for flag in table.flags if not flag.hidden and (command, flag.long) not in OWN}
    if command and "h" in table.shorts:
        found[HELP] = {"type": "bool"}
    assert found == INVENTORY[command]["flags"]


@by_command
def test_flag_accepts_values_of_its_type(command: str) -> None:
    table = table_of(command)
    for long, known in INVENTORY[command]["flags"].items():
        if long == HELP:
            continue
        flag, type_ = table.longs[long], known["type"]
        assert flag.multiple is (type_ in SEVERAL), flag.spelling
        assert flag.kind == type_ or (flag.kind == "string" and type_ not in NUMBERS), flag.spelling
        assert type_ == "string" or type_ in SEVERAL or flag.kind != "string" or flag.convert, flag.spelling


def test_own_commands_and_flags_exist_and_docker_lacks_them() -> None:
    assert {(command, long) for command, long in OWN if long and long not in table_of(command).longs} == set()
    own = {command for command, flag in OWN if command and not flag}
    assert own <= {entry.name for entry in INDEX.commands()}
    assert not own & INVENTORY.keys()


@by_command
def test_cases_use_each_name_and_flag_of_the_command(command: str, used: set[tuple[str, str]]) -> None:
    known = INVENTORY[command]
    words = [*known["names"], *(f"--{long}" for long in known["flags"])]
    unused = [f"{command} {word}" if word.startswith("--") else word for word in words if (command, word) not in used]
    assert not unused, f"no case uses: {', '.join(unused)}"
