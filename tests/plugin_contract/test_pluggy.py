"""pluggy's features and plugin API 1.0, with the oldest and the newest pluggy that PyDock allows."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from pydock_core.host import hookspecs
from tests.broken_plugins.case import HEAD
from tests.plugin_contract.conftest import API_1_0

if TYPE_CHECKING:
    from tests.broken_plugins.installation import Installation

SAYS = "@hookimpl({marks})\ndef pydock_configure(session): session.stdout.write('{name}\\n')\n"
MARKERS = {
    "ours": "from pydock_core.plugin_api import hookimpl\n",
    "pluggy's": "import pluggy\nhookimpl = pluggy.HookimplMarker('pydock')\n",
}
WRAPPERS = """
@hookimpl(wrapper=True, tryfirst=True)
def pydock_run_command(session):
    session.stdout.write("outer begins\\n")
    status = yield
    session.stdout.write("outer ends\\n")
    return (status or 0) + 1

@hookimpl(hookwrapper=True, specname="pydock_run_command")
def older_kind(session, command):
    session.stdout.write(f"inner begins {command.name}\\n")
    outcome = yield
    session.stdout.write("inner ends\\n")
    outcome.force_result((outcome.get_result() or 0) + 10)

@hookimpl(optionalhook=True)
def pydock_from_tomorrow(nothing): ...
"""


def add(installation: Installation, name: str, source: str) -> None:
    installation.module(f"plugin_{name}", source)
    installation.distribution(f"dist-{name}", "1.0", f"[pydock.plugins]\n{name} = plugin_{name}\n")


def test_installation_uses_the_oldest_pluggy(with_pluggy: Installation, request: pytest.FixtureRequest) -> None:
    add(
        with_pluggy,
        "which",
        HEAD + "import pluggy\n@hookimpl\ndef pydock_configure(session): session.stdout.write(pluggy.__version__)\n",
    )
    oldest = with_pluggy.run("good").stdout == "1.2.0good\n"
    assert oldest == ("[oldest]" in request.node.name)


@pytest.mark.parametrize("marker", MARKERS)
def test_implementations_are_called_in_the_order_of_their_marks(with_pluggy: Installation, marker: str) -> None:
    for name, marks in (("zzz", "tryfirst=True"), ("aaa", "trylast=True"), ("mmm", ""), ("bbb", "")):
        add(with_pluggy, name, MARKERS[marker] + SAYS.format(marks=marks, name=name))
    assert with_pluggy.run("good").stdout == "zzz\nbbb\nmmm\naaa\ngood\n"


@pytest.mark.parametrize("marker", MARKERS)
def test_wrappers_of_both_kinds_wrap_a_command(with_pluggy: Installation, marker: str) -> None:
    add(with_pluggy, "wraps", MARKERS[marker] + WRAPPERS)
    ran = with_pluggy.run("good")
    assert ran.stdout == "outer begins\ninner begins good\ngood\ninner ends\nouter ends\n"
    assert (ran.status, ran.stderr) == (11, "")


def test_unknown_hook_argument_breaks_the_plugin_and_fewer_arguments_do_not(
    with_pluggy: Installation,
) -> None:
    add(with_pluggy, "few", HEAD + "@hookimpl\ndef pydock_run_command(): return 4\n")
    add(with_pluggy, "many", HEAD + "@hookimpl\ndef pydock_configure(session, more): ...\n")
    assert with_pluggy.run("good").status == 4
    assert 'the hook has no argument "more" (its arguments: session)' in with_pluggy.run("--help").stdout


def test_plugin_of_api_1_0_works_unchanged(with_pluggy: Installation) -> None:
    add(with_pluggy, "old", (API_1_0 / "plugin_of_api_1_0.py").read_text().replace("plugin_of_api_1_0", "plugin_old"))
    assert "Invalid Plugins" not in with_pluggy.run("--help").stdout
    ran = with_pluggy.run("old start --budget 2k --times 2 a b")
    assert (ran.stderr, ran.status) == ("", 4)
    line, again, heard = ran.stdout.splitlines()
    assert line == again == "['a', 'b'] False 0 2048"
    assert heard.split()[:3] == ["configure", "run_command:old_run", "transport:unix"]
    assert set(heard.split()[3:]) <= {"GET", "HEAD"}
    assert with_pluggy.run("create --budget 1m busybox").status == 0
    refused = with_pluggy.run("create nobody/has:this")
    assert (refused.status, refused.stdout) == (1, "")
    generated = with_pluggy.run("old generated x")
    assert generated.stdout.startswith("['x'] False 1 None\n")


def test_hooks_keep_the_arguments_of_api_1_0() -> None:
    arguments = {
        "pydock_initializers": [],
        "pydock_commands": [],
        "pydock_flags": [],
        "pydock_completers": [],
        "pydock_formatters": [],
        "pydock_configure": ["session"],
        "pydock_resolve_command": ["session", "words"],
        "pydock_run_command": ["session", "command", "options"],
        "pydock_create_container": ["session", "request"],
        "pydock_pull_policy": ["session", "reference"],
        "pydock_send": ["session", "request"],
        "pydock_transport": ["session", "endpoint"],
        "pydock_credentials": ["session", "registry"],
        "pydock_event": ["session", "event"],
    }
    for hook, names in arguments.items():
        assert set(names) <= set(inspect.signature(getattr(hookspecs, hook)).parameters), hook
