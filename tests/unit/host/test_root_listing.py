"""What can be typed first: kept in the index as it would be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed

ADDS = """
from pydock_core.plugin_api import Command, Group, hookimpl

@hookimpl
def pydock_commands():
    return [
        Group("{name}", "Manage {name}", heading="Extras"),
        Command(("{name} add", "{name}-add", "add"), "m", "Add to {name}", heading="Common Commands"),
        Command(("{name}-hidden",), "m", hidden=True),
        Group("{name}-none", hidden=True),
    ]
"""
BUILT_INS = {
    "Common Commands": [["run", "Run a container", ""]],
    "Commands": [["ps", "List containers", ""]],
    "Management Commands": [["container", "Manage containers", ""]],
}

pytestmark = pytest.mark.usefixtures("aged")


def test_root_listing_omits_hidden_and_contested_words(installed: Installed) -> None:
    for name in ("one", "two"):
        installed.plugin(name, ADDS.format(name=name))
    words = installed.index().root_listing()
    assert words["Common Commands"] == [
        ["one-add", "Add to one", "one"],
        ["run", "Run a container", ""],
        ["two-add", "Add to two", "two"],
    ]
    assert words["Extras"] == [["one", "Manage one", "one"], ["two", "Manage two", "two"]]


def test_root_listing_with_blocked_rival_has_the_other_plugin_s_words(installed: Installed) -> None:
    for name in ("one", "two"):
        installed.plugin(name, ADDS.format(name=name))
    installed.index()
    words = installed.index(no_plugin=("two",)).root_listing()
    assert ["add", "Add to one", "one"] in words["Common Commands"]
    assert words["Extras"] == [["one", "Manage one", "one"]]
    assert installed.index(plugins="none").root_listing() == BUILT_INS


def test_stored_root_listing_equals_computed_one(installed: Installed) -> None:
    for name in ("one", "two"):
        installed.plugin(name, ADDS.format(name=name))
    built = installed.index().root_listing()
    assert installed.index().root_listing() == built
    assert installed.index(no_plugin=("nobody",)).root_listing() == built


def test_root_listing_parses_no_other_table(installed: Installed) -> None:
    installed.index()
    index = installed.index()
    assert index.root_listing() == BUILT_INS
    assert set(index.file.unparsed) == {"names", "commands", "groups", "plugins"}
