"""A plugin of a third party with commands, flags and completers, well-behaved ones and others."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.host.installed import Installed

if TYPE_CHECKING:
    from collections.abc import Iterator

THIRD = """
from pydock_core.plugin_api import Command, Group, flags, hookimpl

@hookimpl
def pydock_commands():
    return [
        Group("things", "Manage things"),
        Group("attic", "Not for everybody", hidden=True),
        Command(("things make", "things mk"), "third_probe", "Make things"),
        Command(("things burn",), "third_probe", hidden=True),
        Command(("attic tidy",), "third_probe"),
        Command(("probe",), "third_probe", "Try TAB"),
        Command(("pass-on",), "third_probe", raw=True),
        Command(("ghost",), "third_probe", hidden=True),
        Command(("broken",), "third_is_not_there"),
        Command(("pick",), "third_pick"),
        *(Command((name,), f"third_{name}") for name in ("raising", "printing", "leaving", "hanging", "odd")),
    ]

@hookimpl
def pydock_completers():
    return {"colour": "third_completers:colour", "container": "third_completers:colour"}

@hookimpl
def pydock_flags():
    return [flags.string("budget", commands=("probe",), complete=("high", "low"))]
"""

PROBE = """
from pydock_core.plugin_api import flags

class Options:
    rm = flags.boolean("rm", help="Remove it")
    interactive = flags.boolean("interactive", "i")
    tty = flags.boolean("tty", "t")
    name = flags.string("name")
    env = flags.strings("env", "e")
    memory = flags.bytes("memory", "m")
    network = flags.string("network", "n", aliases=("net",), complete="network")
    colour = flags.string("colour", complete="colour")
    policy = flags.string("policy", "p", complete=("always", "never"))
    env_file = flags.string("env-file", complete="file")
    secret = flags.string("secret", hidden=True)
    old = flags.boolean("old", deprecated="use the new one")
    words = flags.arguments("IMAGE [COMMAND]", interspersed=False, complete="image")

def command(session, options):
    return 0
"""

PICK = """
from pydock_core.plugin_api import flags

class Options:
    force = flags.boolean("force", "f")
    names = flags.arguments("CONTAINER [CONTAINER]", at_most=2, complete="container")

def command(session, options):
    return 0
"""

COMPLETERS = """
import os, sys, time

def colour(session, prefix):
    return {"red": "like blood", "green": "like grass"}

def raising(session, prefix):
    raise RuntimeError("oops")

def printing(session, prefix):
    print("hello", flush=True)
    os.system("echo hello; echo hello >&2")
    session.stderr.write("hello")
    session.stderr.flush()
    return ["printed"]

def leaving(session, prefix):
    sys.exit(3)

def hanging(session, prefix):
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass

def odd(session, prefix):
    return [None, 3, "", "fine", "esc\\x1b[31m", "two\\nlines"]
"""

CALLING = """
from pydock_core.plugin_api import flags
from third_completers import {name}

class Options:
    words = flags.arguments("WORD", complete={name})

def command(session, options):
    return 0
"""


@pytest.fixture(scope="module")
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("plugins")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        patch.setattr(sys, "dont_write_bytecode", True)
        installed = Installed(folder, tmp_path_factory.mktemp("home") / "cache")
        installed.plugin("third", THIRD)
        installed.module("third_probe", PROBE)
        installed.module("third_pick", PICK)
        installed.module("third_completers", COMPLETERS)
        for name in ("raising", "printing", "leaving", "hanging", "odd"):
            installed.module(f"third_{name}", CALLING.format(name=name))
        yield installed
    for name in [name for name in sys.modules if name.startswith(("plugin_", "builtin_", "third_"))]:
        del sys.modules[name]
