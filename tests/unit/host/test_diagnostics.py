from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.host import diagnostics

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed


def test_nothing_is_said_of_plugins_that_are_in_order(installed: Installed) -> None:
    index = installed.index()
    assert (diagnostics.broken_plugin_hint(index), diagnostics.help_rows(index)) == ("", [])


def test_a_command_nobody_has_may_be_one_of_those_that_were_left_out(installed: Installed) -> None:
    for number in range(5):
        installed.plugin(f"bad-{number}", "1 / 0")
    text = diagnostics.broken_plugin_hint(installed.index())
    assert text.startswith(
        "\n\nIt may be a command of a plugin that is broken:\nplugin bad-0 (dist-bad-0 1.0), import, "
    )
    assert text.count("ZeroDivisionError") == 3
    assert text.endswith("\n… and 2 more: see --help")


def test_a_plugin_that_is_refused_in_part_is_no_suspect(installed: Installed) -> None:
    source = "from pydock_core.plugin_api import Command, hookimpl\n"
    installed.plugin("bad", source + "@hookimpl\ndef pydock_commands(): return [Command(('ps',), 'x')]\n")
    index = installed.index()
    assert diagnostics.broken_plugin_hint(index) == ""
    ((name, words),) = diagnostics.help_rows(index)
    assert name == "bad"
    assert words.startswith("dist-bad 1.0, pydock_commands, ")
    assert words.endswith("/plugin_bad.py: the command ps is a built-in's")


def test_blocked_plugins_that_were_not_asked_are_named(installed: Installed) -> None:
    installed.plugin("one", "1 / 0")
    installed.plugin("two", "1 / 0")
    text = diagnostics.broken_plugin_hint(installed.index(plugins="none"))
    assert text == "\n\nIt may be a command of a plugin that is blocked: one, two"


def test_names_that_two_distributions_share_are_told_apart(installed: Installed) -> None:
    installed.plugin("same", "1 / 0", distribution="dist-a")
    installed.distribution("dist-b", "1.0", {"same": "plugin_same"})
    index = installed.index()
    assert [name for name, _ in diagnostics.help_rows(index)] == ["dist-a:same", "dist-b:same"]
    assert "--no-plugin dist-b:same, or" in diagnostics.broken_plugin_hint(index)
    assert diagnostics.unknown_plugin_warnings(index, ["same", "dist-b:same", "dist-c:same"]) == [
        "WARNING: unknown plugin: dist-c:same (did you mean dist-b:same?)"
    ]
