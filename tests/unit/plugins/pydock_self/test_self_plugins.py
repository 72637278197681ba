from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.plugins.pydock_self.conftest import Install

BUDGET = """
from pydock_core.plugin_api import Command, flags, hookimpl

@hookimpl
def pydock_commands():
    return [Command(("budget ls", "budgets"), "third_budget", "List budgets")]

@hookimpl
def pydock_flags():
    return [flags.bytes("budget", commands=("run", "create"))]

@hookimpl
def pydock_send(request):
    return None
"""


def listed(pydock: PyDock, *words: str, plugins: tuple[str, ...] = ()) -> dict[str, Any]:
    result = pydock("self", "plugins", "--format", "json", *words, plugins=plugins)
    assert (result.status, result.stderr) == (0, "")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {plugin["Name"]: plugin for plugin in found}


def test_broken_plugin_is_listed_with_reason(pydock: PyDock, install: Install) -> None:
    install("bad", "1 / 0")
    bad = listed(pydock, plugins=("bad",))["bad"]
    assert (bad["State"], bad["Commands"], bad["ImportSeconds"]) == ("broken", [], None)
    (reason,) = bad["Reasons"]
    assert reason.startswith("import, ")
    assert reason.endswith("third_bad.py:1: ZeroDivisionError: division by zero")


def test_refused_declaration_is_listed_and_others_are_kept(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET.replace('"budgets"', '"ps"'))
    budget = listed(pydock, plugins=("budget",))["budget"]
    assert budget["State"] == "refused"
    assert budget["Commands"] == ["budget ls"]
    (reason,) = budget["Reasons"]
    assert reason.endswith("the command ps is a built-in's")


def test_plugins_with_conflicting_declarations_name_each_other(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET)
    install("rival", BUDGET.replace("third_budget", "third_rival"))
    found = listed(pydock, plugins=("budget", "rival"))
    for name, other in (("budget", "dist-rival:rival"), ("rival", "dist-budget:budget")):
        assert (found[name]["State"], found[name]["Commands"], found[name]["Flags"]) == ("refused", [], [])
        assert f"the command budget ls is claimed by {other} too: neither has it" in found[name]["Reasons"]
        assert f"the flag --budget of run is claimed by {other} too: neither has it" in found[name]["Reasons"]


@pytest.mark.parametrize(
    ("words", "plugins", "by"),
    [
        (("--no-plugin", "budget"), ("budget",), "--no-plugin leaves it out"),
        ((), ("other",), "the environment variable PYDOCK_PLUGINS leaves it out"),
    ],
)
def test_blocked_plugin_is_listed_with_source_of_block(
    pydock: PyDock, install: Install, words: tuple[str, ...], plugins: tuple[str, ...], by: str
) -> None:
    install("budget", BUDGET)
    result = pydock(*words, "self", "plugins", "--format", "{{.Name}} {{.State}} {{.Reasons}}", plugins=plugins)
    assert result.stdout.splitlines()[0] == f"budget blocked [{by}]"


def test_blocking_setting_is_named_with_its_file(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET)
    folder = pydock.environ["XDG_CONFIG_HOME"] + "/pydock"
    Path(folder).mkdir()
    Path(folder, "config.toml").write_text('plugins.blocked = ["budget"]\n')
    (reason,) = listed(pydock, plugins=("budget",))["budget"]["Reasons"]
    assert reason == f"the setting plugins.blocked in {folder}/config.toml leaves it out"


def test_table_lists_third_party_plugins_first_with_their_additions(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET)
    header, first, *rest = pydock("self", "plugins", plugins=["budget"]).stdout.splitlines()
    columns = ["NAME", "DISTRIBUTION", "VERSION", "STATE", "COMMANDS", "FLAGS", "HOOKS", "REASON"]
    assert header.split() == columns
    assert " ".join(first.split()) == "budget dist-budget 1.0 ok budget ls --budget (run, create) send"
    assert [line.split()[0] for line in rest] == sorted(line.split()[0] for line in rest)
    assert any("…" in line for line in rest)
    assert "…" not in pydock("self", "plugins", "--no-trunc", plugins=["budget"]).stdout


def test_import_time_is_measured_on_request(pydock: PyDock, install: Install) -> None:
    install("slow", "import time; time.sleep(0.05)")
    install("bad", "1 / 0")
    result = pydock("self", "plugins", "--time", plugins=["slow", "bad"])
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert "TIME" in lines["NAME"]
    milliseconds = float(lines["slow"].split()[4].removesuffix("ms"))
    assert 50 <= milliseconds < 5000
    assert "ms" not in lines["bad"].split("import,")[0]


def test_quiet_list_has_only_names(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET)
    assert pydock("self", "plugins", "-q", plugins=["budget"]).stdout.splitlines()[0] == "budget"


@pytest.mark.parametrize("name", ["budget", "dist-budget", "Dist_Budget", "dist-budget:budget"])
def test_show_prints_page_of_one_plugin(pydock: PyDock, install: Install, name: str) -> None:
    install("budget", BUDGET)
    result = pydock("self", "plugins", "show", name, plugins=["budget"])
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "Name:          budget",
        "Distribution:  dist-budget 1.0",
        "State:         ok",
        "Module:        third_budget",
    ]
    assert lines[5].startswith("Import time:   ")
    assert lines[6:] == [
        "Command:       budget ls (budgets): List budgets",
        "Flag:          --budget (run, create)",
        "Hook:          pydock_send",
        'Without it:    pydock --no-plugin budget …, or plugins.blocked = ["budget"]',
    ]


def test_show_reports_unknown_plugin_name(pydock: PyDock) -> None:
    result = pydock("self", "plugins", "show", "nobody")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == "no such plugin: nobody\n\nRun 'pydock self plugins' to see those that there are\n"


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("list",), 125, "unknown command: list\n"),
        (("show",), 1, "pydock: 'pydock self plugins' requires the name of one plugin after show\n"),
        (("show", "a", "b"), 1, "pydock: 'pydock self plugins' requires the name of one plugin after show\n"),
    ],
)
def test_plugins_refuses_other_arguments(pydock: PyDock, words: tuple[str, ...], status: int, message: str) -> None:
    result = pydock("self", "plugins", *words)
    assert (result.status, result.stdout) == (status, "")
    assert result.stderr.startswith(message)
    assert "Usage:  pydock self plugins [OPTIONS] [ls|show NAME]" in result.stderr


def test_help_page_labels_commands_and_flags_of_third_party_plugin(pydock: PyDock, install: Install) -> None:
    install("budget", BUDGET)
    first = pydock("--help", plugins=["budget"]).stdout
    assert "  budgets     List budgets (plugin budget)\n" in first
    assert "  ps          List containers\n" in first
    assert "List budgets (plugin budget)\n" in pydock("budget", "--help", plugins=["budget"]).stdout
    run = pydock("run", "--help", plugins=["budget"]).stdout
    assert "--budget bytes" in run
    assert [line for line in run.splitlines() if "(plugin" in line] == [
        line for line in run.splitlines() if "--budget" in line
    ]
