"""Plugins that decide and cannot be loaded: the commands that they would decide stop, however the plugin broke."""

from __future__ import annotations

import json
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


def test_commands_of_self_run_in_no_third_party_wrapper(installation: Installation) -> None:
    install(installation, AUDIT, "audit")
    assert installation.run("ps").status == 1
    assert installation.run("self plugins --quiet").stdout.splitlines()[:2] == ["audit", "good"]
    install(installation, SYNTAX_ERROR, "audit")
    assert installation.run("ps").status == 1
    ran = installation.run("self plugins --quiet")
    assert (ran.status, ran.stderr) == (0, "")


def test_argument_with_a_default_is_passed_to_a_hook(installation: Installation) -> None:
    install(installation, POLICY.replace("(request)", "(session=None, *, request=None, more=5)"))
    assert installation.run(PRIVILEGED).stderr == "no privileged containers\n"
