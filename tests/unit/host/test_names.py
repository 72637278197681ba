from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pydock_core.declarations.plugin_index import TargetRecord
    from tests.unit.host.installed import Installed

HEAD = "from pydock_core.plugin_api import Command, Group, flags, hookimpl\n"


def commands(*declarations: str) -> str:
    return HEAD + f"@hookimpl\ndef pydock_commands(): return [{', '.join(declarations)}]\n"


def command(*names: str, module: str = "some_module") -> str:
    return f"Command({names!r}, {module!r})"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (command("run"), "the command run is a built-in's"),
        (command("container ls"), "the command container ls is a built-in's"),
        (command("container"), "container is a group of a built-in, so it can't be a command"),
        (command("run create"), "run is a command of a built-in, so it can't be a group"),
        ("Group('run')", "run is a command of a built-in, so it can't be a group"),
        (command("-x"), "'-x' can't be the name of a command"),
        (command("a b c"), "'a b c' can't be the name of a command"),
        (command("a  b"), "'a  b' can't be the name of a command"),
        (command(""), "'' can't be the name of a command"),
        (command("a\x1b[1m"), "'a\\x1b[1m' can't be the name of a command"),
        (command("a\tb"), "'a\\tb' can't be the name of a command"),
        (command("a\u00a0b"), "'a\\xa0b' can't be the name of a command"),
        ("Group('a b')", "'a b' can't be the name of a group"),
    ],
)
def test_unavailable_name_is_refused_and_other_names_stay(installed: Installed, declared: str, reason: str) -> None:
    installed.plugin("third", commands(declared, command("fine")))
    index = installed.index()
    assert [error.reason for error in index.diagnostics()] == [reason]
    assert index.command("fine") is not None
    run = index.command("run")
    assert run is not None
    assert run.plugin == "builtin"


def test_word_as_command_and_group_of_one_plugin_keeps_the_first(installed: Installed) -> None:
    installed.plugin("third", commands(command("snap"), command("snap now")))
    index = installed.index()
    assert index.command("snap") is not None
    assert index.command("snap now") is None
    assert index.diagnostics()[0].reason == "it uses snap as a command and as a group"


def test_commands_are_listed_by_name_or_one_word(installed: Installed) -> None:
    installed.plugin("third", commands(command("zip"), command("snap now"), command("snap at", "at")))
    index = installed.index()
    listed = [entry.name for entry in index.commands()]
    assert listed == ["container ls", "container run", "snap at", "snap now", "zip"]
    assert [entry.name for entry in index.commands(one_word=True)] == [
        "container ls",
        "container run",
        "snap at",
        "zip",
    ]
    assert [group.name for group in index.groups()] == ["container", "snap"]


def test_command_claimed_by_two_plugins_is_unavailable_until_one_is_blocked(installed: Installed) -> None:
    installed.plugin("one", commands(command("snap", module="first")))
    installed.plugin("two", commands(command("snap", module="second")))
    index = installed.index()
    assert index.command("snap") is None
    assert index.conflicts("snap") == ["dist-one:one", "dist-two:two"]
    assert index.conflicts("ps") == []
    assert "snap" not in [entry.name for entry in index.commands()]
    entry = installed.index(no_plugin=("one",)).command("snap")
    assert entry is not None
    assert entry.module == "second"


def test_word_as_command_and_group_of_two_plugins_is_unavailable(installed: Installed) -> None:
    installed.plugin("one", commands(command("snap")))
    installed.plugin("two", commands("Group('snap')", command("snap now")))
    index = installed.index()
    assert (index.command("snap"), index.command("snap now"), index.group("snap")) == (None, None, None)
    assert index.conflicts("snap now") == ["dist-one:one", "dist-two:two"]
    assert installed.index(no_plugin=("two",)).command("snap") is not None
    assert installed.index(no_plugin=("one",)).group("snap") is not None


def test_third_party_command_in_builtin_group(installed: Installed) -> None:
    installed.plugin("third", commands(command("container squash")))
    index = installed.index()
    entry = index.command("container squash")
    assert entry is not None
    assert (entry.plugin, entry.module) == ("third", "some_module")
    group = index.group("container")
    assert group is not None
    assert (group.summary, group.plugin) == ("Manage containers", "builtin")


def test_undeclared_group_has_a_default_summary(installed: Installed) -> None:
    installed.plugin("third", commands(command("groups create")))
    index = installed.index()
    group = index.group("groups")
    assert group is not None
    assert (group.summary, group.plugin) == ("Manage groups", "")
    assert [group.name for group in index.groups()] == ["container", "groups"]
    assert index.group("nothing") is None
    assert index.group("run") is None


def test_command_is_found_by_every_name(installed: Installed) -> None:
    index = installed.index()
    for name in ("ps", "container ls"):
        entry = index.command(name)
        assert entry is not None
        assert (entry.name, entry.names, entry.module) == ("container ls", ("container ls", "ps"), "builtin_ls")
        assert (entry.summary, entry.heading, entry.hidden, entry.raw) == ("List containers", "Commands", False, False)
    assert index.command("ls") is None
    assert [entry.name for entry in index.commands()] == ["container ls", "container run"]


@pytest.mark.parametrize(
    ("plugins", "blocked", "left"),
    [
        ("none", (), []),
        ("one", (), ["one"]),
        ("two, dist-one:one", (), ["one", "two"]),
        ("", ("one",), ["two"]),
        ("", ("Dist_One:one",), ["two"]),
        ("", ("other:one",), ["one", "two"]),
        ("one", ("one",), []),
    ],
)
def test_plugin_filter_leaves_out_plugins_by_name(
    installed: Installed, plugins: str, blocked: tuple[str, ...], left: list[str]
) -> None:
    installed.plugin("one", commands(command("one")))
    installed.plugin("two", commands(command("two")))
    for off in (False, True):
        index = installed.index(off=off, plugins=plugins, blocked=blocked)
        assert [name for name in ("one", "two") if index.command(name)] == left
        assert index.command("ps") is not None


def test_blocked_builtin_keeps_its_names(installed: Installed) -> None:
    installed.plugin("third", commands(command("run")))
    index = installed.index(blocked=("builtin",))
    assert index.command("run") is None


def test_shared_plugin_name_is_filtered_by_distribution(installed: Installed) -> None:
    installed.plugin("same", commands(command("one")), distribution="dist-a")
    installed.module("plugin_other", commands(command("two")))
    installed.distribution("dist-b", "1.0", {"same": "plugin_other"})
    index = installed.index(no_plugin=("dist-b:same",))
    assert (index.command("one") is None, index.command("two") is None) == (False, True)
    assert sorted(plugin.label for plugin in index.plugins() if plugin.name == "same") == ["dist-a:same", "dist-b:same"]
    index = installed.index(no_plugin=("same",))
    assert (index.command("one"), index.command("two")) == (None, None)


def target(record: TargetRecord | None) -> str:
    assert record is not None
    return record.target


TABLES = """
@hookimpl
def pydock_initializers(): return {"runc": take, "docker": take, "twice": "plugin_one:take"}
@hookimpl
def pydock_completers(): return {"gpus": "plugin_one:gpus", "bad": lambda: None}
@hookimpl
def pydock_formatters(): return {"yaml": take}
def take(argv): ...
"""


def test_targets_are_found_by_name(installed: Installed) -> None:
    installed.plugin("one", HEAD + TABLES)
    installed.plugin("two", HEAD + "@hookimpl\ndef pydock_initializers(): return {'twice': 'plugin_two:take'}")
    index = installed.index()
    assert target(index.initializer("runc")) == "plugin_one:take"
    assert index.initializer("twice") is None
    assert index.initializer("docker") is None
    assert target(index.completer("gpus")) == "plugin_one:gpus"
    assert target(index.formatter("yaml")) == "plugin_one:take"
    assert index.formatter("none") is None
    assert sorted(error.reason for error in index.diagnostics()) == [
        "bad: pydock_completers.<locals>.<lambda> has no name in its module: put the function at the top of the module",
        "the name docker is reserved",
    ]
