"""The flags and arguments of every built-in command are data: they survive a trip through JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pydock_core.declarations import flags
from pydock_core.declarations.flag_data import flag_set_from_data, flag_set_to_data
from pydock_core.declarations.flags import Arguments, Flag, FlagSet
from pydock_core.declarations.global_flags import GlobalFlags
from pydock_core.host import load_index
from pydock_core.host.import_paths import resolve

COMMANDS = {
    command.name: command
    for command in load_index({"PYDOCK_PLUGINS": "none", "PYDOCK_INDEX": "off"}).commands()
    if not command.raw
}


def converted(flag_set: FlagSet) -> FlagSet:
    """The set after a trip through JSON."""
    return flag_set_from_data(json.loads(json.dumps(flag_set_to_data(flag_set))), resolve)


def fields(declared: Flag | Arguments) -> dict[str, Any]:
    return {name: getattr(declared, name) for name in declared.__slots__}


def assert_equal(found: FlagSet, expected: FlagSet) -> None:
    assert [fields(flag) for flag in found.flags] == [fields(flag) for flag in expected.flags]
    assert found.arguments_attribute == expected.arguments_attribute
    assert fields(found.arguments) == fields(expected.arguments)
    for table in ("longs", "shorts"):
        spellings = {name: flag.attribute for name, flag in getattr(expected, table).items()}
        assert {name: flag.attribute for name, flag in getattr(found, table).items()} == spellings


@pytest.mark.parametrize("name", COMMANDS)
def test_flags_of_command_equal_flags_from_json(name: str) -> None:
    flag_set = FlagSet(COMMANDS[name].load().Options)
    assert_equal(converted(flag_set), flag_set)


def test_global_flags_equal_flags_from_json() -> None:
    assert_equal(converted(FlagSet(GlobalFlags)), FlagSet(GlobalFlags))


def test_flag_with_lambda_is_no_data() -> None:
    class Options:
        size = flags.custom("size", value="size", convert=lambda text: text)

    with pytest.raises(ValueError, match="put the function at the top of the module"):
        flag_set_to_data(FlagSet(Options))


def test_arguments_with_inner_function_are_no_data() -> None:
    def complete(_session: object, _prefix: str) -> list[str]:
        return []

    class Options:
        names = flags.arguments("NAME", complete=complete)

    with pytest.raises(ValueError, match="put the function at the top of the module"):
        flag_set_to_data(FlagSet(Options))
