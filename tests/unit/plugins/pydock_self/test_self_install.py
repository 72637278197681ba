from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pydock_core.testing.pytest_plugin import PyDock
    from tests.unit.plugins.pydock_self.conftest import Install


@pytest.mark.parametrize("verb", ["uninstall", "upgrade"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pydock_cli", "pydock_cli is PyDock itself, no plugin: use pip for it\n"),
        ("groups", "the plugin groups is a part of PyDock: --no-plugin groups leaves it out\n"),
        ("pluggy", "pluggy is no plugin that is installed\n\nRun 'pydock self plugins' to see those that are\n"),
        ("one", "one stands for plugins of dist-a, dist-b: name one of these\n"),
    ],
)
def test_uninstall_and_upgrade_refuse_builtin_and_unknown_plugins(
    pydock: PyDock, install: Install, verb: str, name: str, message: str
) -> None:
    install("one", "", distribution="dist-a")
    install("one", "", distribution="dist-b")
    result = pydock("self", verb, "--dry-run", name)
    assert (result.status, result.stdout, result.stderr) == (1, "", message)


@pytest.mark.parametrize("name", ["--evil", "-r", ""])
def test_install_refuses_name_that_looks_like_a_flag(pydock: PyDock, name: str) -> None:
    result = pydock("self", "install", "--dry-run", "--", "budget", name)
    assert (result.status, result.stdout, result.stderr) == (1, "", f"{name!r} is no name of a plugin\n")


@pytest.mark.parametrize("name", ["pydock-cli", "PyDock.CLI[author]>=1"])
def test_install_refuses_pydock_itself(pydock: PyDock, name: str) -> None:
    result = pydock("self", "install", "--dry-run", name)
    assert (result.status, result.stderr) == (1, f"{name} is PyDock itself, no plugin\n")


def test_install_requires_a_name(pydock: PyDock) -> None:
    result = pydock("self", "install")
    assert result.status == 1
    assert result.stderr.startswith("pydock: 'pydock self install' requires at least 1 argument\n")


PIP = f"{sys.executable} -I -m pip --disable-pip-version-check"


@pytest.mark.parametrize(
    ("verb", "names", "line"),
    [
        ("install", ["budget>=1", "./x y"], f"{PIP} install -c FILE 'budget>=1' './x y'"),
        ("upgrade", ["one"], f"{PIP} install --upgrade -c FILE dist-one"),
        ("uninstall", ["one", "Dist_One", "broken"], f"{PIP} uninstall --yes dist-one dist-broken"),
    ],
)
def test_install_dry_run_prints_command(
    pydock: PyDock, install: Install, verb: str, names: list[str], line: str
) -> None:
    install("one", "")
    install("broken", "1 / 0")
    result = pydock("self", verb, "--dry-run", *names, plugins=["one", "broken"])
    stdout = re.sub(r" -c \S+/pydock/self/constraints.txt ", " -c FILE ", result.stdout)
    assert (result.status, stdout, result.stderr) == (0, line + "\n", "")


def test_install_returns_exit_status_of_installer(pydock: PyDock) -> None:
    environ = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
    result = pydock("self", "install", "no-such-plugin-at-all", environ=environ)
    assert result.status == 1
    assert "No matching distribution found for no-such-plugin-at-all" in result.stderr
