"""No built-in that talks to an engine, or to a registry, is left out of the tests of this folder."""

from __future__ import annotations

import importlib
import inspect

import pytest

from pydock_core.host import load_index
from pydock_core.host.index import CommandEntry, is_builtin
from tests.fault_injection import test_doctor, test_registry
from tests.fault_injection.commands import CASES, Case

BUILT_INS = [
    entry
    for entry in load_index({"HOME": "/nowhere", "PYDOCK_INDEX": "off", "PYDOCK_PLUGINS": "none"}).commands()
    if is_builtin(entry.owner)
]
# Those whose answers come from a registry, and the one that tells what is wrong as its result.
ELSEWHERE = {
    "manifest create": test_registry,
    "manifest inspect": test_registry,
    "manifest push": test_registry,
    "self doctor": test_doctor,
}
# `bake` hands all over to docker-buildx, `logout` asks Docker's login server alone (tests/unit/…/test_web_login.py).
SILENT = {
    *("bake", "completion", "logout", "manifest annotate", "manifest rm"),
    *("self index", "self install", "self new", "self plugins", "self uninstall", "self upgrade"),
}


def command_of(line: str) -> str:
    """The canonical name of the command that a line calls."""
    words = line.split()
    by_name = {name: entry.name for entry in BUILT_INS for name in entry.names}
    return by_name.get(" ".join(words[:2])) or by_name[words[0]]


def test_every_command_has_a_row() -> None:
    named = {command_of(case.line) for case in CASES}
    assert {entry.name for entry in BUILT_INS} - named == {*SILENT, *ELSEWHERE, "image rmi"}  # `rmi` by its old name


@pytest.mark.parametrize("entry", [entry for entry in BUILT_INS if entry.name in SILENT], ids=lambda entry: entry.name)
def test_what_talks_to_nobody_has_no_word_of_the_engine(entry: CommandEntry) -> None:
    source = inspect.getsource(importlib.import_module(entry.module))
    assert "session.engine" not in source
    assert "open_registry" not in source


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_tested_elsewhere_is_there(name: str) -> None:
    assert f'"{name}' in inspect.getsource(ELSEWHERE[name])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line)
def test_a_row_has_an_exchange_beside_the_ping(case: Case) -> None:
    assert len(case.exchanges) > 1 or case.line == "help run"
