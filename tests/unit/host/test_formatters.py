"""`--format NAME`: a plugin's formatter makes the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.testing.pytest_plugin import fake_engine, pydock

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.host.installed import Installed

__all__ = ["fake_engine", "pydock"]

SOURCE = """
from pydock_core.plugin_api import PyDockError, hookimpl

@hookimpl
def pydock_formatters():
    return {"names": names, "bad": bad, "odd": odd, "sorry": sorry, "json": names}

def names(rows): return "".join(f"<{row.get('Names') or row.get('Name')}>" for row in rows)
def bad(rows): return rows[0]["none"]
def odd(rows): return rows
def sorry(rows): raise PyDockError("not today", exit_code=9)
"""


@pytest.fixture
def formats(installed: Installed, pydock: PyDock) -> PyDock:
    (installed.folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()
    installed.plugin("formats", SOURCE)
    pydock("create", "--name", "web", "busybox")
    return pydock


@pytest.mark.parametrize(
    ("name", "words"),
    [("bad", "KeyError: 'none'\nNothing was shown. "), ("odd", "it returned list, not a text\nNothing was shown. ")],
)
def test_failing_formatter_stops_the_command(formats: PyDock, name: str, words: str) -> None:
    ran = formats("ps", "--all", "--format", name, plugins=["formats"])
    assert (ran.status, ran.stdout) == (1, "")
    assert f"plugin formats (dist-formats 1.0) failed in the format {name}, " in ran.stderr
    assert words in ran.stderr


def test_formatter_refusal_keeps_message_and_status(formats: PyDock) -> None:
    ran = formats("ps", "--all", "--format", "sorry", plugins=["formats"])
    assert (ran.status, ran.stdout, ran.stderr) == (9, "", "not today\n")


def test_formatter_cannot_claim_reserved_format(formats: PyDock) -> None:
    assert formats("ps", "--all", "--format", "json", plugins=["formats"]).stdout.startswith('{"Command"')
    assert "the format json is reserved" in formats("--help", plugins=["formats"]).stdout


@pytest.mark.parametrize(
    "line", ["ps --all --format names", "inspect --format names web", "container ls -a --format names"]
)
def test_formatter_renders_lists_and_objects(formats: PyDock, line: str) -> None:
    ran = formats(*line.split(), plugins=["formats"])
    assert (ran.status, ran.stderr) == (0, "")
    assert ran.stdout in ("<web>", "</web>")


def test_unknown_format_name_is_a_template(formats: PyDock) -> None:
    assert formats("ps", "--all", "--format", "names").stdout == "names\n"
