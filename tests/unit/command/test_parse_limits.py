"""The flag loop: words after the flags, help with a value, and the range of integers."""

from __future__ import annotations

from typing import Any

import pytest

from pydock_core.command.parse import parse, scan
from pydock_core.declarations import flags
from pydock_core.declarations.flags import FlagSet
from pydock_core.declarations.kinds import INTEGERS
from pydock_core.declarations.kinds import parse as parse_kind
from pydock_core.errors import InvalidValue, UsageError


class Options:
    quiet = flags.boolean("quiet", "q")
    name = flags.string("name", "n")
    words = flags.arguments("WORD...", interspersed=False)


class Interspersed:
    quiet = flags.boolean("quiet", "q")
    words = flags.arguments("WORD...")


def scanned(options: type, *words: str) -> Any:
    return scan(FlagSet(options), list(words), lambda *_: None)


@pytest.mark.parametrize(
    ("options", "words", "ended", "positionals", "rest"),
    [
        (Options, ["-q"], False, [], []),
        (Options, ["-q", "a", "-q", "b"], True, ["a", "-q", "b"], ["-q", "b"]),
        (Options, ["-q", "--", "-a"], True, ["-a"], ["-a"]),
        (Options, ["-"], True, ["-"], []),
        (Interspersed, ["a", "-q", "b"], False, ["a", "b"], []),
        (Interspersed, ["a", "--", "-q"], True, ["a", "-q"], ["-q"]),
        (Interspersed, [""], False, [""], []),
    ],
)
def test_scan_ends_at_the_first_argument_or_two_dashes(
    options: type, words: list[str], ended: bool, positionals: list[str], rest: list[str]
) -> None:
    found = scanned(options, *words)
    assert (found.ended, found.positionals, found.rest) == (ended, positionals, rest)


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("-h", "deprecated"),
        ("-h=true", "deprecated"),
        ("-h=false", ""),
        ("-h=1", "deprecated"),
        ("-qh", "deprecated"),
        ("-hq", "deprecated"),
        ("--help", "wanted"),
        ("--help=true", "wanted"),
        ("--help=0", ""),
    ],
)
def test_help_flag_takes_a_boolean(word: str, help: str) -> None:
    assert parse(Options, FlagSet(Options), [word]).help == help


def test_letters_after_the_help_letter_are_read() -> None:
    assert parse(Options, FlagSet(Options), ["-hq"]).options.quiet is True
    assert parse(Options, FlagSet(Options), ["-hn="]).options.name == "="
    with pytest.raises(UsageError, match='invalid argument "x" for "--help" flag'):
        parse(Options, FlagSet(Options), ["-h=x"])


@pytest.mark.parametrize("kind", list(INTEGERS))
def test_integer_kind_has_the_range_of_go_s_type(kind: str) -> None:
    bits = {"int": 64, "uint": 64, "uint16": 16, "uint32": 32, "uint64": 64}[kind]
    lowest, highest = (-(2**63), 2**63 - 1) if kind == "int" else (0, 2**bits - 1)
    assert parse_kind(kind, str(lowest)) == lowest
    assert parse_kind(kind, str(highest)) == highest
    for text in (str(lowest - 1), str(highest + 1)):
        with pytest.raises(InvalidValue):
            parse_kind(kind, text)


def test_more_flags_are_found_once_at_the_first_unknown_flag() -> None:
    calls: list[dict[str, Any]] = []

    def find_more(values: dict[str, Any]) -> list[Any]:
        calls.append(dict(values))
        added: Any = flags.string("budget", "b")
        added.attribute = "budget"
        return [added]

    def read(*words: str) -> Any:
        calls.clear()
        return parse(Interspersed, FlagSet(Interspersed), list(words), find_more=find_more)

    read("-q", "--quiet", "--help", "-h")
    assert calls == []
    for words in (("-q", "-b", "1", "-b", "2"), ("-q", "--budget", "1", "--budget=2")):
        assert read(*words).plugin_options == {"budget": "2"}
        assert calls == [{"quiet": True}]
    with pytest.raises(UsageError, match="unknown flag: --nosuch"):
        read("--nosuch")
    with pytest.raises(UsageError, match="unknown shorthand flag: 'x' in -x"):
        read("-x")
    assert len(calls) == 1
