from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.declarations.commands import Command
from pydock_core.errors import ExitStatus, PluginError
from pydock_core.host.index import CommandEntry
from pydock_core.host.plugin_errors import command_failure

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed

PLUGIN = """
from pydock_core.plugin_api import Command, hookimpl
@hookimpl
def pydock_commands(): return [Command(("third",), "plugin_third_command", raw={raw})]
"""


def entry(installed: Installed, source: str, *, raw: bool = False) -> CommandEntry:
    installed.plugin("third", PLUGIN.format(raw=raw))
    installed.module("plugin_third_command", source)
    found = installed.index().command("third")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def broken(:", "SyntaxError: "),
        ("import sys; sys.exit(0)", "sys.exit: it ended the program with status 0"),
        ("class Options: ...", "plugin_third_command has no command"),
        ("def command(session, options): ...", "plugin_third_command has no Options"),
        ("import pydock_missing_module", "No module named 'pydock_missing_module'"),
    ],
)
def test_broken_command_module_is_reported_as_plugin_failure(installed: Installed, source: str, words: str) -> None:
    found = entry(installed, source)
    with pytest.raises(PluginError) as caught:
        found.load()
    assert caught.value.message.startswith("plugin third (dist-third 1.0) failed in command third, ")
    assert words in caught.value.message
    assert "The command was not run. To go on without it: --no-plugin third" in caught.value.message


def test_command_module_is_loaded(installed: Installed) -> None:
    module: Any = entry(installed, "class Options: ...\ndef command(session, options): return 3").load()
    assert module.command(None, None) == 3


def test_raw_command_loads_without_options(installed: Installed) -> None:
    assert entry(installed, "def command(session, words): ...", raw=True).load() is not None


def test_command_failure_keeps_pydock_error(installed: Installed) -> None:
    found = entry(installed, "")
    on_purpose, failure = ExitStatus(3), ValueError("x")
    assert command_failure(found, on_purpose, "It was not run.") is on_purpose
    assert "ValueError: x\nIt was not run." in str(command_failure(found, failure, "It was not run."))


def test_resolved_command_without_index_has_no_plugin_record() -> None:
    made = CommandEntry.from_command(Command(("made up", "mu"), "some.module", "Summary", heading="Odd", hidden=True))
    assert (made.name, made.names, made.module, made.summary) == (
        "made up",
        ("made up", "mu"),
        "some.module",
        "Summary",
    )
    assert (made.heading, made.hidden, made.raw, made.plugin, made.plugin_record()) == ("Odd", True, False, "", None)
    error = ValueError("x")
    assert command_failure(made, error, "") is error
