"""`Command(delegate=…)` and `Command(works_without_settings=…)`: from the declaration through the index to the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from pydock_core.errors import PluginError, SettingsError
from pydock_core.host.delegates import choose_command

if TYPE_CHECKING:
    from pydock_core.host.index import CommandEntry
    from pydock_core.session import Session
    from tests.unit.host.installed import Installed

PLUGIN = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands(): return [Command(("third",), "plugin_third_command", {more})]
"""
SESSION = cast("Session", None)
DELEGATE = 'delegate="plugin_third_choice:choose"'


def entry(installed: Installed, more: str) -> CommandEntry:
    installed.plugin("third", PLUGIN.format(more=more))
    found = installed.index().command("third")
    assert found is not None
    return found


def test_delegate_chooses_the_command_that_runs(installed: Installed) -> None:
    installed.module(
        "plugin_third_choice",
        """
        from pydock_core.plugin_api import Command, CommandEntry
        def choose(session, command):
            return CommandEntry.from_command(Command(("other",), "plugin_third_other"))
        """,
    )
    command = entry(installed, DELEGATE)
    assert command.delegate == "plugin_third_choice:choose"
    assert choose_command(SESSION, command).module == "plugin_third_other"


@pytest.mark.parametrize(
    ("body", "words"),
    [("1 / 0", "ZeroDivisionError: division by zero"), ("return 3", "it returned int, not a CommandEntry")],
)
def test_failure_of_delegate_names_its_plugin(installed: Installed, body: str, words: str) -> None:
    installed.module("plugin_third_choice", f"def choose(session, command): {body}")
    with pytest.raises(PluginError) as caught:
        choose_command(SESSION, entry(installed, DELEGATE))
    assert caught.value.message.startswith("plugin third (dist-third 1.0) failed in command third, ")
    assert words in caught.value.message


def test_error_raised_by_delegate_is_kept(installed: Installed) -> None:
    source = "from pydock_core.plugin_api import SettingsError\ndef choose(session, command): raise SettingsError('no')"
    installed.module("plugin_third_choice", source)
    with pytest.raises(SettingsError, match="no"):
        choose_command(SESSION, entry(installed, DELEGATE))


def test_delegate_that_is_no_target_leaves_the_plugin_out(installed: Installed) -> None:
    installed.plugin("third", PLUGIN.format(more='delegate="choose"'))
    assert [problem.reason for problem in installed.index().diagnostics()] == [
        'the delegate of third: "choose" is not of the form module:function'
    ]


@pytest.mark.parametrize("works", [True, False])
def test_works_without_settings_is_kept_in_the_index(installed: Installed, works: bool) -> None:
    assert entry(installed, f"works_without_settings={works}").works_without_settings is works
