"""What `Index` answers from tables that a test writes, without a plugin."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pydock_core.declarations.commands import Command
from pydock_core.errors import PluginError
from pydock_core.host.index import CommandEntry, Index, has_value, is_builtin
from pydock_core.host.index_file import FORMAT, IndexFile
from pydock_core.host.plugin_filter import PluginFilter

CORE, ONE, TWO = "pydock-cli:core", "dist-one:one", "dist-two:two"


def plugin(identity: str, label: str = "") -> dict[str, Any]:
    distribution, _, name = identity.partition(":")
    return {
        "name": name,
        "distribution": distribution,
        "version": "1.0",
        "builtin": identity == CORE,
        "value": "m",
        "file": "f",
        "label": label or name,
    }


def command(plugin: str, *names: str, **more: Any) -> dict[str, Any]:
    return {"names": list(names), "module": "json", "plugin": plugin, **more}


def problem(plugin: str) -> dict[str, Any]:
    texts = dict.fromkeys(("name", "distribution", "version", "hook", "file", "reason"), "x")
    return {"plugin": plugin, "left_out": True, **texts}


TABLES: dict[str, Any] = {
    "format": FORMAT,
    "path": ["/lib"],
    "executable": "/python",
    "built_ns": 5,
    "build_reason": "there was none",
    "folders": [1],
    "files": [],
    "skipped": ["dist-x:x"],
    "hooks": {"send": {CORE: [], ONE: ["budget"], TWO: []}, "create": {ONE: []}},
    "flags": {},
    "contested": {"word": ([ONE], [TWO])},
    "diagnostics": [problem(ONE), problem("dist-bad:bad")],
    "shared_names": ["one"],
    "initializers": {"start": [{"target": "m:start", "plugin": ONE}]},
    "completers": {"thing": [{"target": "m:one", "plugin": ONE}, {"target": "m:two", "plugin": TWO}]},
    "formatters": {"nice": [{"target": "m:nice", "plugin": TWO}]},
    "commands": [
        command(CORE, "container ls", "ps", summary="List", heading="Common Commands"),
        command(ONE, "one", "rival"),
        command(TWO, "rival", hidden=True, raw=True, delegate="m:f", works_without_settings=True),
        command(ONE, "word"),
        command(TWO, "word sub"),
        command(TWO, "two words"),
    ],
    "names": {
        "container ls": [0],
        "ps": [0],
        "one": [1],
        "rival": [1, 2],
        "word": [3],
        "word sub": [4],
        "two words": [5],
    },
    "groups": {"container": [{"plugin": CORE, "summary": "Manage"}], "extra": [{"plugin": ONE}]},
    "plugins": {CORE: plugin(CORE), ONE: plugin(ONE, "dist-one:one"), TWO: plugin(TWO)},
    "root_listing": {"Commands": [["ps", "List", ""]]},
}


def index(*unwanted: str, only: str = "", **tables: Any) -> Index:
    return Index(IndexFile({**TABLES, **tables}), PluginFilter(unwanted, only) if unwanted or only else ())


def test_command_entry_has_the_attributes_of_its_data() -> None:
    entry = index().command("ps")
    assert entry is not None
    assert (entry.name, entry.names, entry.module) == ("container ls", ("container ls", "ps"), "json")
    assert (entry.summary, entry.heading, entry.owner, entry.plugin) == ("List", "Common Commands", CORE, "core")
    assert (entry.hidden, entry.raw, entry.delegate, entry.works_without_settings) == (False, False, "", False)
    rival = index("one").command("rival")
    assert rival is not None
    assert (rival.summary, rival.heading, rival.owner, rival.plugin) == ("", "Commands", TWO, "two")
    assert (rival.hidden, rival.raw, rival.delegate, rival.works_without_settings) == (True, True, "m:f", True)
    record = rival.plugin_record()
    assert record is not None
    assert record.identity == TWO


def test_command_entry_of_an_unindexed_command_has_no_owner() -> None:
    entry = CommandEntry.from_command(Command(("x",), "json", "Do", hidden=True))
    assert (entry.name, entry.module, entry.summary, entry.hidden) == ("x", "json", "Do", True)
    assert (entry.owner, entry.plugin, entry.plugin_record()) == ("", "", None)


@pytest.mark.parametrize(
    ("name", "unwanted", "owner"),
    [
        ("one", [], ONE),
        ("rival", [], None),
        ("rival", ["two"], ONE),
        ("rival", ["one", "two"], None),
        ("one", ["one"], None),
        ("word", [], None),
        ("word sub", [], None),
        ("word", ["two"], ONE),
        ("word sub", ["one"], TWO),
        ("nosuch", [], None),
        ("nosuch", ["one"], None),
    ],
)
def test_command_is_available_if_one_plugin_has_it(name: str, unwanted: list[str], owner: str | None) -> None:
    entry = index(*unwanted).command(name)
    assert (entry.owner if entry is not None else None) == owner


def test_commands_are_listed_by_canonical_name() -> None:
    assert [entry.name for entry in index().commands()] == ["container ls", "one", "two words"]
    assert [entry.name for entry in index().commands(one_word=True)] == ["container ls", "one"]
    assert [entry.name for entry in index("one").commands()] == ["container ls", "rival", "two words", "word sub"]


@pytest.mark.parametrize(
    ("name", "unwanted", "plugins"),
    [
        ("rival", [], [ONE, TWO]),
        ("rival", ["one"], []),
        ("ps", [], []),
        ("word", [], [ONE, TWO]),
        ("word sub", [], [ONE, TWO]),
        ("word", ["one"], []),
        ("nosuch", [], []),
    ],
)
def test_conflicts_name_the_plugins_that_claim_a_name(name: str, unwanted: list[str], plugins: list[str]) -> None:
    assert index(*unwanted).conflicts(name) == plugins


@pytest.mark.parametrize(
    ("name", "unwanted", "owner"),
    [
        ("one", ["one"], ONE),
        ("extra", ["one"], ONE),
        ("one", ["two"], ""),
        ("nosuch", ["one"], ""),
        ("one", [], ""),
    ],
)
def test_blocked_owner_of_a_command_or_group(name: str, unwanted: list[str], owner: str) -> None:
    assert index(*unwanted).blocked_owner(name) == owner


@pytest.mark.parametrize(
    ("value", "plugins"),
    [(None, [CORE, TWO]), (False, [CORE, TWO]), ([], [CORE, TWO]), (0, [CORE, ONE, TWO]), ("", [CORE, ONE, TWO])],
)
def test_implementer_of_a_hook_for_its_flag_counts_if_the_flag_has_a_value(value: Any, plugins: list[str]) -> None:
    added = SimpleNamespace(budget=value)
    assert index().implementers("send", added) == plugins
    assert has_value(added, "budget") is (ONE in plugins)
    assert index("two").implementers("send", added) == [name for name in plugins if name != TWO]


def test_hook_without_implementers() -> None:
    assert index().implementers("nosuch", None) == []
    assert index().implemented_hooks(ONE) == ["send", "create"]
    assert index().implemented_hooks(CORE) == ["send"]


def test_target_is_available_if_one_plugin_registers_it() -> None:
    formatter = index().formatter("nice")
    assert formatter is not None
    assert (formatter.name, formatter.plugin, formatter.target) == ("nice", TWO, "m:nice")
    assert index("two").formatter("nice") is None
    assert index().completer("thing") is None
    completer = index("one").completer("thing")
    assert completer is not None
    assert completer.target == "m:two"
    assert index().initializer("start") is not None
    assert index().initializer("nosuch") is None


def test_declared_targets_include_those_with_contested_names() -> None:
    found = index().declared_targets("completers")
    assert [(target.name, target.plugin, target.target) for target in found] == [
        ("thing", ONE, "m:one"),
        ("thing", TWO, "m:two"),
    ]


def test_plugin_records_and_identities() -> None:
    plugins = index("one").plugins()
    assert [record.identity for record in plugins] == [CORE, ONE, TWO]
    assert [record.label for record in plugins] == ["core", "dist-one:one", "two"]
    assert index().plugin("nosuch:x") is None
    assert index().identities() == {CORE, ONE, TWO, "dist-bad:bad"}
    assert index("one").is_blocked(ONE)
    assert not index("one").is_blocked(TWO)
    assert not index().is_blocked(ONE)


def test_label_of_a_third_party_is_its_identity_if_its_name_is_shared() -> None:
    labels = [index().third_party_label(identity) for identity in (CORE, ONE, TWO, "")]
    assert labels == ["", ONE, "two", ""]
    assert [is_builtin(identity) for identity in (CORE, ONE, "pydock-cli", "")] == [True, False, False, False]


def test_diagnostics_omit_blocked_plugins() -> None:
    assert [found.plugin for found in index().diagnostics()] == [ONE, "dist-bad:bad"]
    assert [found.plugin for found in index("one").diagnostics()] == ["dist-bad:bad"]
    assert index().has_diagnostics
    assert not index(diagnostics=[]).has_diagnostics


def test_root_listing_is_the_stored_one_without_a_filter() -> None:
    assert index().root_listing() == {"Commands": [["ps", "List", ""]]}
    assert index("two").root_listing() != {"Commands": [["ps", "List", ""]]}


def test_declared_commands_and_build_are_reported() -> None:
    assert [entry.name for entry in index("one").declared_commands()] == [
        data["names"][0] for data in TABLES["commands"]
    ]
    assert index().declared_commands()[1].plugin_record() is not None
    assert (index().skipped, index().built_ns, index().build_reason) == (["dist-x:x"], 5, "there was none")


@pytest.mark.parametrize(
    ("name", "plugins"), [("word", [ONE, TWO]), ("word x", [ONE, TWO]), ("other", []), ("x word", [])]
)
def test_contested_word_is_the_first_of_a_name(name: str, plugins: list[str]) -> None:
    assert index().contested(name) == plugins
    assert index(contested={}).contested(name) == []


def test_declared_flags_are_listed_for_each_command() -> None:
    flag = {"plugin": ONE, "long": "budget", "help": "A limit", "hidden": True}
    found = index(flags={"run": [flag], "create": [flag]}).declared_flags()
    assert [(record.command, record.long, record.help, record.hidden) for record in found] == [
        ("run", "budget", "A limit", True),
        ("create", "budget", "A limit", True),
    ]


def test_failed_import_of_a_command_is_the_cause_of_its_error() -> None:
    entry = CommandEntry(command(ONE, "x") | {"module": "pydock_no_such_module"}, index())
    with pytest.raises(PluginError) as raised:
        entry.load()
    assert isinstance(raised.value.__cause__, ModuleNotFoundError)


def test_builtin_command_module_is_loaded_and_checked() -> None:
    loaded = CommandEntry(command(CORE, "x", raw=True) | {"module": "tests.unit.host.raw_command"}, index())
    assert loaded.load().command(None) == 0
