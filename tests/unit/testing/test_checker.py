"""`assert_plugin_ok`: each promise broken once, and the message for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.testing import assert_plugin_ok
from tests.unit.host.installed import Installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = "from pydock_core.plugin_api import Command, flags, hookimpl\n"
COMMAND = "@hookimpl\ndef pydock_commands(): return [Command(('good sight',), 'plugin_sight', 'See')]\n"
SIGHT = '''"""Sees."""
from pydock_core.plugin_api import flags

class Options:
    pass

def command(session, options): ...
'''


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    folder = tmp_path / "plugins"
    folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    found = Installed(folder, tmp_path / "cache")
    (folder / "pydock_cli-0.1.0.dist-info" / "entry_points.txt").unlink()  # the real built-ins
    found.module("plugin_sight", SIGHT)
    yield found
    for name in [name for name in sys.modules if name.startswith("plugin_")]:
        del sys.modules[name]


def test_checker_reports_plugin_that_is_not_installed(installed: Installed) -> None:
    installed.plugin("good", HEAD + COMMAND)
    with pytest.raises(AssertionError, match="no plugin other is installed; there are: good"):
        assert_plugin_ok("other")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "import requests, pytest\n",
            "plugin_good imports .*, pytest, requests, .*: import them in the function that needs them",
        ),
        ("print('hello')\n", "importing plugin_good prints 'hello'"),
        ("import time; time.sleep(0.15)\n", "importing plugin_good takes 0.1"),
        (
            "from pydock_core.session import Session\n",
            "imports pydock_core.session: plugins import plugin_api, toolkit and testing only",
        ),
        ("1 / 0\n", "import, .*plugin_good.py:2: ZeroDivisionError: division by zero"),
        ("@hookimpl\ndef pydock_comands(): ...\n", "there is no hook pydock_comands; did you mean pydock_commands"),
        (
            "@hookimpl\ndef pydock_event(happened): ...\n",
            "the hook has no argument .happened. .its arguments: session, event",
        ),
        ("@hookimpl\ndef pydock_commands(): return [Command(('ps',), 'plugin_sight', 'x')]\n", "ps is a built-in's"),
        (
            "@hookimpl\ndef pydock_commands(): return [Command(('x',), 'plugin_none', 'x')]\n",
            "x can't be loaded: .*",
        ),
        (
            "@hookimpl\ndef pydock_commands(): return [Command(('x',), 'plugin_sight')]\n",
            "x needs a summary of one line",
        ),
        (
            "@hookimpl\ndef pydock_flags(): return [flags.boolean('init', commands=('run',))]\n",
            "run has --init already",
        ),
        (
            "@hookimpl\ndef pydock_flags(): return [flags.boolean('init2', commands=('run',))]\n",
            "--init2 of run has no help",
        ),
        (
            "@hookimpl\ndef pydock_formatters(): return {'f': 'plugin_sight:none'}\n",
            "there is no function plugin_sight:none",
        ),
        (
            "import time\n@hookimpl\ndef pydock_completers(): return {'slow': slow}\ndef slow(*_): time.sleep(9)\n",
            "the completer slow does not answer within 0.3 s",
        ),
        (
            "@hookimpl\ndef pydock_completers(): return {'c': c}\ndef c(*_): 1 / 0\n",
            "completer c raises ZeroDivisionError",
        ),
        (
            "@hookimpl\ndef pydock_completers(): return {'c': c}\ndef c(*_): return ['a\\n']\n",
            "offers 'a.*n', which can't be",
        ),
    ],
)
def test_checker_reports_each_fault_of_plugin(installed: Installed, source: str, words: str) -> None:
    installed.plugin("good", HEAD + source)
    with pytest.raises(AssertionError, match=words) as caught:
        assert_plugin_ok("good", completer_seconds=0.3)
    assert str(caught.value).startswith("the plugin good is not ok:\n  - ")


@pytest.mark.parametrize(
    ("sight", "words"),
    [
        (SIGHT.replace("class Options", "class Other"), "good sight can't be loaded: .*plugin_sight has no Options"),
        (
            SIGHT.replace("    pass", "    c = flags.strings('c', complete=lambda *_: 5)"),
            "--c of good sight raises TypeError",
        ),
        (SIGHT.replace('"""Sees."""', ""), "plugin_sight has no docstring"),
        (SIGHT.replace("def command(session, options): ...", "command = 5"), "plugin_sight.command is no function"),
    ],
)
def test_checker_reports_each_fault_of_command(installed: Installed, sight: str, words: str) -> None:
    installed.plugin("good", HEAD + COMMAND)
    installed.module("plugin_sight", sight)
    with pytest.raises(AssertionError, match=words):
        assert_plugin_ok("good")


def test_checker_reports_name_conflict_of_two_plugins(installed: Installed) -> None:
    installed.plugin("good", HEAD + COMMAND)
    installed.plugin("twin", HEAD + COMMAND)
    with pytest.raises(AssertionError, match="the command good sight is claimed by dist-twin:twin, too"):
        assert_plugin_ok("good")


def test_checker_accepts_allowed_imports(installed: Installed) -> None:
    installed.plugin("good", "import dataclasses\n" + HEAD + COMMAND)
    assert_plugin_ok("good", allow=["dataclasses", "inspect"], import_seconds=1)


@pytest.mark.parametrize("name", ["groups", "container", "image", "system"])
def test_checker_accepts_builtin_plugins(name: str) -> None:
    assert_plugin_ok(name, import_seconds=1)
