from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pydock_core.declarations import flags as flag_declarations
from pydock_core.errors import InvalidValue, PluginError
from pydock_core.session import PluginOptions

if TYPE_CHECKING:
    from tests.unit.host.installed import Installed

HEAD = "from pydock_core.plugin_api import InvalidValue, flags, hookimpl\n"


def adding(*declarations: str, more: str = "") -> str:
    return HEAD + more + f"\n@hookimpl\ndef pydock_flags(): return [{', '.join(declarations)}]\n"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ("flags.string('memory', commands=('run',))", "run has --memory already: --memory was not added to it"),
        ("flags.string('mine', 'm', commands=('run',))", "run has -m already: --mine was not added to it"),
        ("flags.string('debug')", "PyDock has --debug already: --debug was not added to it"),
        ("flags.string('mine', 'H')", "PyDock has -H already: --mine was not added to it"),
        ("flags.string('help', commands=('run',))", "'help' can't be a flag's name"),
        ("flags.string('a b', commands=('run',))", "'a b' can't be a flag's name"),
        ("flags.string('-a', commands=('run',))", "'-a' can't be a flag's name"),
        ("flags.string('x', 'xy', commands=('run',))", "--x: 'xy' can't be a flag's letter"),
        ("flags.string('x', commands='run')", '--x: commands="run" is no tuple of names'),
        ("flags.string('x', default=[], commands=('run',))", "--x: its default is no text, number or boolean"),
        (
            "flags.custom('x', value='v', convert=lambda text: text, commands=('run',))",
            "pydock_flags.<locals>.<lambda> has no name in its module: put the function at the top of the module",
        ),
    ],
)
def test_invalid_added_flag_is_refused_and_other_flags_stay(installed: Installed, declared: str, reason: str) -> None:
    installed.plugin("third", adding(declared, "flags.string('fine', commands=('run',))"))
    index = installed.index()
    assert [error.reason for error in index.diagnostics()] == [reason]
    assert [flag.long for flag in index.added_flags("run")] == ["fine"]


def test_added_flag_survives_the_index_unchanged(installed: Installed) -> None:
    installed.plugin(
        "third",
        adding(
            "flags.bytes('budget', 'b', commands=('run',), help='Spend', since='1.43', os='linux', default=5,"
            " hidden=True)",
            "flags.boolean('loud', commands=('run', 'ps'), aliases=('noisy',))",
            "flags.strings('tag', commands=('run',), complete='tags')",
            "flags.string('colour', commands=('run',), complete=('red', 'blue'))",
            "flags.string('everywhere')",
        ),
    )
    index = installed.index()
    run = index.command("run")
    assert run is not None
    budget, loud, tag, colour = index.added_flags(run)
    declared: flag_declarations.Flag = flag_declarations.bytes(  # type: ignore[assignment]  # what it really is
        "budget", "b", commands=("run",), help="Spend", since="1.43", os="linux", default=5, hidden=True
    )
    declared.plugin = "third"
    for slot in flag_declarations.Flag.__slots__:
        assert getattr(budget, slot) == getattr(declared, slot), slot
    assert budget.parse("1k") == 1024
    assert (loud.kind, loud.no_opt_default, loud.aliases, loud.default) == ("bool", "true", ("noisy",), False)
    assert (tag.multiple, tag.complete, colour.complete) == (True, "tags", ("red", "blue"))
    assert [flag.long for flag in index.added_flags("container ls")] == ["loud"]
    assert [flag.long for flag in index.added_flags("")] == ["everywhere"]
    assert index.added_flags("other") == []


@pytest.mark.parametrize("off", [False, True])
def test_flag_added_to_two_names_of_a_command_is_listed_once(installed: Installed, off: bool) -> None:
    installed.plugin("third", adding("flags.string('mine', commands=('run', 'container run'))"))
    assert [flag.long for flag in installed.index(off=off).added_flags("run")] == ["mine"]


FUNCTIONS = """
def even(text):
    if text == "crash":
        raise RuntimeError("crashed")
    if int(text) % 2:
        raise InvalidValue("odd")
    return int(text)
"""


def test_flag_functions_are_imported_at_first_value(installed: Installed) -> None:
    declared = "flags.custom('even', value='n', convert=even, complete=even, commands=('run',))"
    installed.plugin("third", adding(declared, more=FUNCTIONS))
    (flag,) = installed.index().added_flags("run")
    assert "plugin_third" not in sys.modules
    assert flag.parse("4") == 4
    assert callable(flag.complete)
    assert flag.complete("6") == 6
    with pytest.raises(InvalidValue, match="odd"):
        flag.parse("5")
    with pytest.raises(PluginError, match=r"plugin third \(dist-third 1.0\) failed in the flag --even"):
        flag.parse("crash")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("'budget'", "'budget'"),
        ("'aaa', 'b'", "'bbb', 'b'"),
        ("'aaa'", "'bbb', aliases=('aaa',)"),
    ],
)
def test_flag_claimed_by_two_plugins_is_unavailable_until_one_is_blocked(
    installed: Installed, one: str, two: str
) -> None:
    # One says `run` and the other `container run`: it is the same command.
    installed.plugin("one", adding(f"flags.string({one}, commands=('run',))"))
    installed.plugin("two", adding(f"flags.string({two}, commands=('container run',))"))
    assert installed.index().added_flags("run") == []
    assert len(installed.index(no_plugin=("one",)).added_flags("run")) == 1


@pytest.mark.parametrize("name", ["below", "values", "get", "items", "3d", "x"])
def test_plugin_options_attributes_hide_no_flag(name: str) -> None:
    assert getattr(PluginOptions({name: 5}), name) == 5
    assert getattr(PluginOptions(), name) is None
    assert [own for own in dir(PluginOptions) if own[0] != "_"] == []
