from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.host import diagnostics

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed


def test_working_plugins_have_no_hint_and_no_help_rows(installed: Installed) -> None:
    index = installed.index()
    assert (diagnostics.broken_plugin_hint(index), diagnostics.help_rows(index)) == ("", [])


def test_hint_below_unknown_command_lists_broken_plugins(installed: Installed) -> None:
    for number in range(5):
        installed.plugin(f"bad-{number}", "1 / 0")
    text = diagnostics.broken_plugin_hint(installed.index())
    assert text.startswith(
        "\n\nIt may be a command of a plugin that is broken:\nplugin bad-0 (dist-bad-0 1.0), import, "
    )
    assert text.count("ZeroDivisionError") == 3
    assert text.endswith("\n… and 2 more: see --help")


def test_hint_omits_plugin_with_one_refused_declaration(installed: Installed) -> None:
    source = "from pydock_core.plugin_api import Command, hookimpl\n"
    installed.plugin("bad", source + "@hookimpl\ndef pydock_commands(): return [Command(('ps',), 'x')]\n")
    index = installed.index()
    assert diagnostics.broken_plugin_hint(index) == ""
    ((name, words),) = diagnostics.help_rows(index)
    assert name == "bad"
    assert words.startswith("dist-bad 1.0, pydock_commands, ")
    assert words.endswith("/plugin_bad.py: the command ps is a built-in's")


def test_hint_lists_plugins_blocked_at_build(installed: Installed) -> None:
    installed.plugin("one", "1 / 0")
    installed.plugin("two", "1 / 0")
    text = diagnostics.broken_plugin_hint(installed.index(plugins="none"))
    assert text == "\n\nIt may be a command of a plugin that is blocked: one, two"


def test_shared_plugin_names_are_shown_with_distribution(installed: Installed) -> None:
    installed.plugin("same", "1 / 0", distribution="dist-a")
    installed.distribution("dist-b", "1.0", {"same": "plugin_same"})
    index = installed.index()
    assert [name for name, _ in diagnostics.help_rows(index)] == ["dist-a:same", "dist-b:same"]
    assert "--no-plugin dist-b:same, or" in diagnostics.broken_plugin_hint(index)
    names = ["same", "dist-b:same", "dist-c:same"]
    index = installed.index(no_plugin=tuple(names), blocked=("dist-d:same",))
    assert diagnostics.unknown_plugin_warnings(index, names) == [
        "WARNING: unknown plugin in the setting plugins.blocked: dist-d:same (did you mean dist-b:same?)",
        "WARNING: unknown plugin: dist-c:same (did you mean dist-b:same?)",
    ]
