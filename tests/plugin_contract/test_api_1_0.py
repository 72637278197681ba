"""The calls of plugin API 1.0 stay valid within the major version."""

from __future__ import annotations

import pytest

from pydock_core import __version__, plugin_api, testing
from tests.plugin_contract import signatures


@pytest.mark.parametrize(
    ("before", "now", "problem"),
    [
        ("path", "", "path is no longer argument 1"),
        ("path mode", "mode path", "path is no longer argument 1"),
        ("*quiet=", "", "quiet is gone"),
        ("*quiet=", "*quiet", "quiet has to be given"),
        ("path", "path mode", "mode is new and has to be given"),
        ("path", "path *mode", "mode is new and has to be given"),
        ("path", "*path", "path is no longer argument 1"),
        ("path", "path mode= *quiet=", ""),
        ("path *quiet=", "path quiet=", ""),
        ("path *quiet=", "path **", ""),
        ("path", "*", "path is gone"),
        ("", "*", ""),
    ],
)
def test_incompatible_signature_is_found(before: str, now: str, problem: str) -> None:
    assert signatures.broken_promises(before.split(), now.split())[:1] == [problem][: bool(problem)]


def test_signatures_accept_the_calls_of_api_1_0() -> None:
    now = dict(signatures.lines())
    gone = [name for name in signatures.read() if name not in now]
    assert gone == []
    changed = {name: signatures.broken_promises(before, now[name]) for name, before in signatures.read().items()}
    assert {name: problems for name, problems in changed.items() if problems} == {}


def test_every_name_of_the_api_has_a_signature_in_the_list() -> None:
    promised = signatures.read()
    new = [name for name in (*plugin_api.__all__, *testing.__all__) if not any(_is_of(name, line) for line in promised)]
    assert new == [], "add it: python -m tests.plugin_contract.signatures"


def _is_of(name: str, line: str) -> bool:
    return line == name or line.startswith(name + ".")


def test_major_version_of_api_is_that_of_the_distribution() -> None:
    assert plugin_api.API_VERSION.partition(".")[0] == __version__.partition(".")[0]
