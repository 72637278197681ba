"""Plugins that decide and cannot be loaded: the commands that they would decide stop, however the plugin broke."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.broken_plugins.case import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.broken_plugins.installation import Installation

POLICY = (
    HEAD
    + """
@hookimpl
def pydock_create_container(request):
    if request.body["HostConfig"].get("Privileged"):
        raise PyDockError("no privileged containers")
"""
)
PRIVILEGED = "create --privileged busybox"
SYNTAX_ERROR = "def broken(:\n"
WARNING = "WARNING: plugin policy (dist-policy 1.0) is broken and left out: import, "
MENDING = (
    *("self doctor", "self plugins --quiet", "self uninstall --dry-run audit", "self index --rebuild", "self --help"),
    *("--help", "--version", "ps --help", "help ps", "help", "container --help"),
)
AUDIT = HEAD + "@hookimpl(wrapper=True)\ndef pydock_run_command():\n    raise ValueError('audit')\n    yield\n"


@pytest.fixture
def policy(installation: Installation) -> Installation:
    """An installation with a policy that works and was loaded once."""
    install(installation, POLICY)
    assert installation.run(PRIVILEGED).stderr == "no privileged containers\n"
    return installation


def install(installation: Installation, source: str, name: str = "policy") -> None:
    """Installs the plugin, or another source of it."""
    installation.module(f"plugin_{name}", source)
    if not list(installation.packages.glob(f"dist_{name}-*")):
        installation.distribution(f"dist-{name}", "1.0", f"[pydock.plugins]\n{name} = plugin_{name}\n")
    shutil.rmtree(cache(installation), ignore_errors=True)


def cache(installation: Installation) -> Path:
    """The folder of indexes, of which the record of deciding plugins is independent."""
    installation.environ["XDG_CACHE_HOME"] = str(installation.packages.parent / "cache")
    return installation.packages.parent / "cache"


def settings(installation: Installation, text: str) -> None:
    """Writes config.toml."""
    folder = installation.packages.parent / "config"
    installation.environ["XDG_CONFIG_HOME"] = str(folder)
    (folder / "pydock").mkdir(parents=True, exist_ok=True)
    (folder / "pydock" / "config.toml").write_text(text)


def test_recorded_policy_that_breaks_stops_create_and_nothing_else(policy: Installation) -> None:
    install(policy, SYNTAX_ERROR)  # a source that names no hook
    ran = policy.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    warning, first, second = ran.stderr.splitlines()
    assert warning.startswith(WARNING)
    assert first.startswith("plugin policy (dist-policy 1.0) can't be loaded: import, ")
    assert "plugin_policy.py:1: SyntaxError: " in first
    assert second.startswith("The container was not created. To go on without it: --no-plugin policy, ")
    ran = policy.run("ps")
    assert ran.status == 0
    assert ran.stderr.startswith(WARNING)
    assert ran.stderr.count("\n") == 1
    ran = policy.run("--no-plugin policy create --privileged busybox")
    assert (ran.status, ran.stderr) == (0, "")
    for line in ("--version", "--help", "ps --help", "self index", "container"):
        assert "WARNING" not in policy.run(line).stderr
    assert policy.run("ps", PYDOCK_PLUGIN_WARNINGS="0").stderr == ""
    install(policy, POLICY)
    assert policy.run("create busybox").stderr == ""


def test_record_of_a_policy_is_dropped_when_the_plugin_decides_nothing_any_more(policy: Installation) -> None:
    record = policy.packages.parent / "state" / "pydock" / "plugins.json"
    assert json.loads(record.read_text()) == {"dist-policy:policy": ["pydock_create_container"]}
    install(policy, HEAD)
    policy.run("ps")
    assert json.loads(record.read_text()) == {}
    install(policy, SYNTAX_ERROR)
    assert policy.run(PRIVILEGED).status == 0


def test_required_plugin_must_be_loaded_installed_and_unblocked(installation: Installation) -> None:
    settings(installation, 'plugins.required = ["good"]\n')
    assert installation.run("good").stderr == ""
    for line, more in (("--no-plugin good ps", {}), ("ps", {"PYDOCK_PLUGINS": "none"})):
        ran = installation.run(line, **more)
        assert (ran.status, ran.stdout) == (1, "")
        assert "leaves out the plugin good, and the setting plugins.required in " in ran.stderr
    settings(installation, 'plugins.required = ["good"]\nplugins.blocked = ["good"]\n')
    assert "the setting plugins.blocked in " in installation.run("ps").stderr
    assert installation.run("self index").status == 0
    settings(installation, "")
    ran = installation.run("ps", PYDOCK_REQUIRED_PLUGINS="good,policy")
    assert ran.status == 1
    assert ran.stderr.splitlines() == [
        "the plugin policy is not installed, and the variable PYDOCK_REQUIRED_PLUGINS requires it",
        "The command was not run. To go on: take policy out of the variable PYDOCK_REQUIRED_PLUGINS, or install it.",
    ]
    install(installation, "# pydock_create_container\n1 / 0\n")
    assert installation.run("ps", PYDOCK_REQUIRED_PLUGINS="policy").status == 0
    ran = installation.run("create busybox", PYDOCK_REQUIRED_PLUGINS="policy")
    assert ran.status == 1
    assert "The variable PYDOCK_REQUIRED_PLUGINS requires the plugin: " in ran.stderr


PACKAGES = {
    "star import": (
        "polpkg.plugin",
        {"__init__": "", "plugin": "from polpkg.rules import *\n1 / 0\n", "rules": POLICY},
    ),
    "subpackage": ("polpkg", {"__init__": "from polpkg.sub.rules import *\n1 / 0\n", "sub/rules": POLICY}),
    "namespace package": ("polpkg.plugin", {"plugin": POLICY + "1 / 0\n"}),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_source_of_a_whole_package_is_searched_for_deciding_hooks(installation: Installation, name: str) -> None:
    value, modules = PACKAGES[name]
    for module, source in modules.items():
        file = installation.packages / "polpkg" / f"{module}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    installation.distribution("dist-policy", "1.0", f"[pydock.plugins]\npolicy = {value}\n")
    ran = installation.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    assert "The container was not created. " in ran.stderr
    assert installation.run("ps").status == 0


def test_recorded_policy_with_another_name_stops_create(policy: Installation) -> None:
    install(policy, SYNTAX_ERROR)
    entry_points = policy.packages / "dist_policy-1.0.dist-info" / "entry_points.txt"
    for name in ("renamed", "no valid name"):
        entry_points.write_text(f"[pydock.plugins]\n{name} = plugin_policy\n")
        assert policy.run(PRIVILEGED).status == 1
    entry_points.write_text("[pydock.plugins]\nbroken line\n[pydock.plugins\n")
    assert policy.run(PRIVILEGED).status == 1


def test_policy_is_recorded_though_index_and_record_were_deleted(policy: Installation) -> None:
    shutil.rmtree(cache(policy))
    shutil.rmtree(policy.packages.parent / "state")
    assert policy.run("ps").status == 0
    install(policy, SYNTAX_ERROR)
    assert policy.run(PRIVILEGED).status == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"dist-policy:policy": 5}', b"\xff"])
def test_damaged_record_of_a_policy_leaves_its_source(policy: Installation, content: bytes) -> None:
    (policy.packages.parent / "state" / "pydock" / "plugins.json").write_bytes(content)
    install(policy, "1 / 0\n" + POLICY)
    ran = policy.run(PRIVILEGED)
    assert (ran.status, "internal error" in ran.stderr) == (1, False)


def test_fifo_as_module_of_a_plugin_stops_no_command_but_the_one_it_decides(policy: Installation) -> None:
    module = policy.packages / "plugin_policy.py"
    module.unlink()
    os.mkfifo(module)
    policy.settle()
    assert policy.run("ps").status == 0
    shutil.rmtree(cache(policy), ignore_errors=True)
    assert policy.run(PRIVILEGED).status == 1


def test_policy_that_lost_its_hook_after_the_index_was_built_stops_create(policy: Installation) -> None:
    (policy.packages / "plugin_policy.py").write_text(HEAD)
    policy.settle()  # an installer would have changed the folder
    ran = policy.run(PRIVILEGED)
    assert (ran.status, ran.stdout) == (1, "")
    assert "the index has this hook of the plugin, and the plugin has none" in ran.stderr
    assert policy.run("self index --rebuild").status == 0
    assert policy.run(PRIVILEGED).status == 0


def test_edited_index_that_can_t_be_read_is_built_again(policy: Installation) -> None:
    policy.run("ps")
    (file,) = (cache(policy) / "pydock").glob("index-*.json")
    text = file.read_text()
    for edited in (
        "",
        "{}",
        text[:100],
        text.replace('"pydock_create_container"', "5"),
        text.replace("hooks", "books", 1),
    ):
        file.write_text(edited)
        ran = policy.run(PRIVILEGED)
        assert (ran.status, ran.stdout, ran.stderr) == (1, "", "no privileged containers\n")


def test_blank_name_leaves_out_no_plugin(policy: Installation) -> None:
    entry_points = policy.packages / "dist_policy-1.0.dist-info" / "entry_points.txt"
    for text in (None, "[pydock.plugins]\nbroken line\n[pydock.plugins\n"):
        if text is not None:
            entry_points.write_text(text)
            install(policy, SYNTAX_ERROR)
        ran = policy.run(f"--no-plugin= {PRIVILEGED}")
        assert ran.status == 1
        assert "WARNING: unknown plugin: \n" in ran.stderr


@pytest.mark.parametrize("value", ["polcy", "None", "good,polcy", " polcy ,good"])
def test_unknown_name_in_the_variable_of_plugins_is_reported(policy: Installation, value: str) -> None:
    name = value.replace("good", "").strip(" ,")
    for line in ("ps", PRIVILEGED, "ps --help", "self index", "nosuch"):
        ran = policy.run(line, PYDOCK_PLUGINS=value)
        assert ran.stderr.startswith(f"WARNING: unknown plugin in the variable PYDOCK_PLUGINS: {name}"), line
    assert policy.run("ps", PYDOCK_PLUGINS="policy,good").stderr == ""


HIJACK = (
    HEAD
    + """
@hookimpl
def pydock_resolve_command(words):
    return Command((" ".join(words),), "plugin_policy")
class Options: ...
def command(session, options): session.stdout.write("taken\\n")
"""
)


def test_resolving_plugin_takes_over_no_group_and_no_command_of_self(installation: Installation) -> None:
    install(installation, HIJACK)
    assert installation.run("made-up").stdout == "taken\n"
    for line in ("self", "self --help", "self nosuch", "self doctor", "container", "container --help", "groups"):
        assert "taken" not in installation.run(line).stdout, line
    install(installation, HEAD + "@hookimpl\ndef pydock_resolve_command(words): raise ValueError('resolving')\n")
    for line in ("self", "self --help", "self nosuch", "self index"):
        assert "resolving" not in installation.run(line).stderr, line


def test_commands_of_self_run_in_no_third_party_wrapper(installation: Installation) -> None:
    install(installation, AUDIT, "audit")
    assert installation.run("ps").status == 1
    assert installation.run("self plugins --quiet").stdout.splitlines()[:2] == ["audit", "good"]
    for line in MENDING:
        ran = installation.run(line)
        assert (ran.status, ran.stderr) == (0, ""), line
    install(installation, SYNTAX_ERROR, "audit")
    assert installation.run("ps").status == 1
    for line in MENDING:
        ran = installation.run(line)
        # The doctor reports the broken plugin as a finding.
        assert (ran.status, ran.stderr) == (int(line == "self doctor"), ""), line


def test_argument_with_a_default_is_passed_to_a_hook(installation: Installation) -> None:
    install(installation, POLICY.replace("(request)", "(session=None, *, request=None, more=5)"))
    assert installation.run(PRIVILEGED).stderr == "no privileged containers\n"
