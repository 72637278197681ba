"""Checks of the table: every built-in command that sends requests has a case, and every case a sign of success."""

from __future__ import annotations

import importlib
import inspect

import pytest

from pydock_core.host import load_index
from pydock_core.host.index import CommandEntry, is_builtin
from tests.fault_injection import test_doctor, test_registry
from tests.fault_injection.case import Case
from tests.fault_injection.commands import CASES

SHORTEST_MARKER = 3  # characters: a shorter text also stands in unrelated output
BUILT_INS = [
    entry
    for entry in load_index({"HOME": "/nowhere", "PYDOCK_INDEX": "off", "PYDOCK_PLUGINS": "none"}).commands()
    if is_builtin(entry.owner)
]
# Commands with tests of their own: requests to a registry, and `self doctor`, whose result is the fault.
IN_OTHER_TABLES = {*test_registry.WORDS, test_doctor.DOCTOR.line}
# Commands without a request to an engine or registry. `bake` runs docker-buildx; `logout` sends requests to Docker's
# login server alone (tests/unit/…/test_web_login.py).
WITHOUT_REQUESTS = {
    *("context create", "context export", "context import", "context inspect", "context ls", "context rm"),
    *("context show", "context update", "context use"),
    *("bake", "completion", "logout", "manifest annotate", "manifest rm", "system dial-stdio"),
    *(
        "self config",
        "self docker-plugin",
        "self index",
        "self install",
        "self new",
        "self plugins",
        "self uninstall",
        "self upgrade",
    ),
}


def command_of(line: str) -> str:
    """Returns the canonical name of the command of a line."""
    words = line.split()
    by_name = {name: entry.name for entry in BUILT_INS for name in entry.names}
    return by_name.get(" ".join(words[:2])) or by_name[words[0]]


def test_every_command_has_a_case() -> None:
    named = {command_of(case.line) for case in CASES}
    missing = {entry.name for entry in BUILT_INS} - named
    assert missing == {*WITHOUT_REQUESTS, *IN_OTHER_TABLES, "image rmi"}  # the case is that of the alias `rmi`


@pytest.mark.parametrize(
    "entry", [entry for entry in BUILT_INS if entry.name in WITHOUT_REQUESTS], ids=lambda entry: entry.name
)
def test_command_without_requests_uses_no_engine_and_no_registry(entry: CommandEntry) -> None:
    source = inspect.getsource(importlib.import_module(entry.module))
    assert "session.engine" not in source
    assert "open_registry" not in source


@pytest.mark.parametrize("command", test_registry.WORDS)
def test_command_of_a_registry_has_a_marker_and_requests(command: str) -> None:
    assert len(test_registry.DONE[command]) >= SHORTEST_MARKER
    assert {request for name, request in test_registry.EACH if name == command} == set(test_registry.ASKED[command])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line)
def test_case_has_an_exchange_beside_the_ping(case: Case) -> None:
    assert len(case.exchanges) > 1 or case.line == "help run"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.line)
def test_case_has_a_sign_of_complete_success(case: Case) -> None:
    if case.success_marker == "":
        assert case.effect is not None or case.makes
    else:
        assert callable(case.success_marker) or len(case.success_marker) >= SHORTEST_MARKER
