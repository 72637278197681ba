"""The flag loop: docker's pflag, word for word. Each expectation was read off the docker 28.2.2 client."""

from __future__ import annotations

from typing import Any

import pytest

from pydock_core.command.parse import parse
from pydock_core.declarations import flags
from pydock_core.declarations.flags import FlagSet, is_set
from pydock_core.errors import ArgumentCountError, InvalidValue, UsageError


def odd(text: str) -> int:
    if not text.isdigit() or int(text) % 2 == 0:
        raise InvalidValue("an odd number is needed")
    return int(text)


class Options:
    detach = flags.boolean("detach", "d")
    tty = flags.boolean("tty", "t")
    interactive = flags.boolean("interactive", "i")
    sig_proxy = flags.boolean("sig-proxy", default=True)
    name = flags.string("name")
    pull = flags.string("pull", default="missing")
    env = flags.strings("env", "e")
    memory = flags.bytes("memory", "m")
    weight = flags.integer("blkio-weight", value="uint16")
    retries = flags.integer("retries", "r", default=3)
    odd = flags.custom("odd", value="odd", convert=odd)
    network = flags.strings("network", aliases=("net",))
    size = flags.string("size", no_opt_default="auto")
    words = flags.arguments("IMAGE [COMMAND] [ARG...]", at_least=1, interspersed=False)


class Interspersed:
    quiet = flags.boolean("quiet", "q")
    names = flags.arguments("NAME...", at_least=1)


def read(line: str, options: type = Options) -> Any:
    return parse(options, FlagSet(options), line.split()).options


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--foo img", "unknown flag: --foo"),
        ("--foo=1 img", "unknown flag: --foo"),
        ("-x img", "unknown shorthand flag: 'x' in -x"),
        ("-itx img", "unknown shorthand flag: 'x' in -x"),
        ("-xit img", "unknown shorthand flag: 'x' in -xit"),
        ("-= img", "unknown shorthand flag: '=' in -="),
        ("--=x img", "bad flag syntax: --=x"),
        ("--- img", "bad flag syntax: ---"),
        ("--name", "flag needs an argument: --name"),
        ("-m", "flag needs an argument: 'm' in -m"),
        ("-itm", "flag needs an argument: 'm' in -m"),
        (
            "-d=maybe img",
            'invalid argument "maybe" for "-d, --detach" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
        ),
        ("--detach= img", 'invalid argument "" for "-d, --detach" flag: strconv.ParseBool: parsing "": invalid syntax'),
        ("-m x img", 'invalid argument "x" for "-m, --memory" flag: invalid size: \'x\''),
        ("--odd 2 img", 'invalid argument "2" for "--odd" flag: an odd number is needed'),
        ("--net", "flag needs an argument: --net"),
    ],
)
def test_parse_refuses_invalid_flag_with_pflag_message_and_status_125(line: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(line)
    assert refused.value.message == message
    assert refused.value.exit_code == 125


def test_parse_reports_first_invalid_word() -> None:
    with pytest.raises(UsageError, match="invalid size"):
        read("-m x --foo img")
    with pytest.raises(UsageError, match="unknown flag"):
        read("--foo -m x img")


@pytest.mark.parametrize(
    ("usage", "line", "message"),
    [
        ({"at_least": 1}, "", "requires at least 1 argument"),
        ({"at_least": 2}, "a", "requires at least 2 arguments"),
        ({"exactly": 1}, "", "requires 1 argument"),
        ({"exactly": 2}, "a b c", "requires 2 arguments"),
        ({"at_most": 1}, "a b", "requires at most 1 argument"),
        ({"at_least": 1, "at_most": 2}, "a b c", "requires at least 1 and at most 2 arguments"),
    ],
)
def test_parse_reports_required_number_of_arguments(usage: dict[str, int], line: str, message: str) -> None:
    class Counted:
        names = flags.arguments("NAME", **usage)  # type: ignore[arg-type]

    with pytest.raises(ArgumentCountError) as refused:
        read(line, Counted)
    assert refused.value.message == message
    assert refused.value.exit_code == 1


def test_parse_refuses_arguments_of_command_without_arguments() -> None:
    class Bare:
        pass

    with pytest.raises(ArgumentCountError, match="accepts no arguments"):
        read("x", Bare)


def test_absent_flags_have_defaults_and_are_not_set() -> None:
    options = read("img")
    assert (options.detach, options.sig_proxy, options.name, options.pull, options.env) == (
        False,
        True,
        None,
        "missing",
        [],
    )
    assert not is_set(options, "pull")


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        ("-d img", "detach", True),
        ("--detach=false img", "detach", False),
        ("-d=false img", "detach", False),
        ("-itd=false img", "detach", False),
        ("-itd=false img", "tty", True),
        ("--name -x img", "name", "-x"),
        ("--name=a=b img", "name", "a=b"),
        ("--name= img", "name", ""),
        ("-m=1k img", "memory", 1024),
        ("-m1k img", "memory", 1024),
        ("-m 1k img", "memory", 1024),
        ("-itm1k img", "memory", 1024),
        ("-eA=1 -e B --env=C=3 img", "env", ["A=1", "B", "C=3"]),
        ("-e= img", "env", ["="]),
        ("-e== img", "env", ["="]),
        ("--env= img", "env", [""]),
        ("--retries 0x10 img", "retries", 16),
        ("-r -1 img", "retries", -1),
        ("--pull a --pull b img", "pull", "b"),
        ("--net host img", "network", ["host"]),
        ("--size img", "size", "auto"),
        ("--size=big img", "size", "big"),
        ("--odd 7 img", "odd", 7),
    ],
)
def test_flag_values_are_parsed_as_by_pflag(line: str, attribute: str, value: object) -> None:
    options = read(line)
    assert getattr(options, attribute) == value
    assert is_set(options, attribute)


def test_flags_end_at_first_positional_without_interspersed() -> None:
    assert read("img -x --name y").words == ["img", "-x", "--name", "y"]
    assert read("-- -x").words == ["-x"]
    assert read("img -- -x").words == ["img", "--", "-x"]


def test_interspersed_flags_end_at_two_dashes() -> None:
    options = read("a -q b -- -c", Interspersed)
    assert (options.quiet, options.names) == (True, ["a", "b", "-c"])
    assert read("- a", Interspersed).names == ["-", "a"]


def test_help_flag_is_set_unless_later_flag_is_invalid() -> None:
    assert parse(Options, FlagSet(Options), ["--help"]).help == "wanted"
    assert parse(Options, FlagSet(Options), ["-h"]).help == "deprecated"
    with pytest.raises(UsageError, match="unknown flag: --foo"):
        read("--help --foo")
    with pytest.raises(UsageError, match='for "--help" flag'):
        read("--help=x")
    assert read("--help=false img").words == ["img"]


def test_parse_reads_flag_added_by_plugin() -> None:
    budget = flags.Flag("budget", kind="bytes", value="bytes", commands=("run",))
    parsed = parse(Options, FlagSet(Options, [budget]), ["--budget", "1m", "img"])
    assert parsed.plugin_options == {"budget": 1 << 20}
    assert not hasattr(parsed.options, "budget")
    assert parse(Options, FlagSet(Options, [budget]), ["img"]).plugin_options == {"budget": None}


def test_options_inherit_flags_of_base_classes() -> None:
    class More(Options):
        rm = flags.boolean("rm")

    options = read("--rm --name x img", More)
    assert (options.rm, options.name) == (True, "x")
