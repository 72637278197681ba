"""Parses flags as docker's pflag does, and makes the checks that follow.

`scan` knows only how flags are typed, and is shared with completion; `parse` converts the values and makes an `Options`
object of them.
"""

from __future__ import annotations

from pydock_core.declarations.flags import FlagSet
from pydock_core.errors import ArgumentCountError, InvalidValue, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pydock_core.declarations.flags import Arguments, Flag

    Take = Callable[[Flag, str, str], None]


class ParsedFlags:
    """The values of a command line: `options`, an object of the `Options` class, and those of flags that plugins added.

    `help` is "wanted" after `--help`, "deprecated" after `-h` where no flag has that letter, else "".
    """

    __slots__ = ("help", "options", "plugin_options")

    def __init__(self, options: Any, plugin_options: dict[str, Any], help: str) -> None:
        self.options = options
        self.plugin_options = plugin_options
        self.help = help


class Scan:
    """The result of a scan.

    - `positionals`: the positional arguments, in order.
    - `rest`: the words after the end of the flags.
    - `ended`: whether the flags have ended, by `--` or a positional argument.
    - `waiting`: a last flag that lacks its value.
    - `help`: as in `ParsedFlags`.
    """

    __slots__ = ("ended", "help", "positionals", "rest", "waiting")

    def __init__(self) -> None:
        self.positionals: list[str] = []
        self.rest: list[str] = []
        self.ended = False
        self.waiting: Flag | None = None
        self.help = ""


def scan(flag_set: FlagSet, words: list[str], take: Take) -> Scan:
    """Reads `words`; calls `take(flag, text, word)` for each flag with its value, from left to right.

    Raises `UsageError` with pflag's messages for a flag that is unknown or badly spelt. A last flag that lacks its
    value is left in `Scan.waiting`.
    """
    found = Scan()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if len(word) < 2 or word[0] != "-":
            found.positionals.append(word)
            if not flag_set.arguments.interspersed:
                found.ended = True
                break
            continue
        if word == "--":
            found.ended = True
            break
        read = _long if word[1] == "-" else _short
        flag, text = read(flag_set, word, take, found)
        if flag is None:
            continue
        if text is None:
            if position == len(words):
                found.waiting = flag
                break
            text = words[position]
            position += 1
        take(flag, text, word)
    found.rest = words[position:]
    found.positionals += found.rest
    return found


def _long(flag_set: FlagSet, word: str, take: Take, found: Scan) -> tuple[Flag | None, str | None]:
    name, equals, text = word[2:].partition("=")
    if not name or name[0] == "-":
        raise UsageError(f"bad flag syntax: {word}")
    flag = flag_set.longs.get(name)
    if flag is None and name != "help" and flag_set.find_more is not None:
        flag_set.extend()
        flag = flag_set.longs.get(name)
    if flag is None:
        if name != "help":
            raise _unknown(f"unknown flag: --{name}", f"--{name}")
        _help(found, text if equals else "true", "--help")
        return None, None
    if equals:
        return flag, text
    return flag, flag.no_opt_default


def _short(flag_set: FlagSet, word: str, take: Take, found: Scan) -> tuple[Flag | None, str | None]:
    letters = word[1:]
    while True:
        letter, rest = letters[0], letters[1:]
        flag = flag_set.shorts.get(letter)
        if flag is None and letter != "h" and flag_set.find_more is not None:
            flag_set.extend()
            flag = flag_set.shorts.get(letter)
        if flag is None:
            if letter != "h":
                raise _unknown(f"unknown shorthand flag: {_rune(letter)} in -{letters}", f"-{letter}")
            _help(found, rest[1:] if rest[:1] == "=" else "true", "--help", deprecated=True)
            if not rest or rest[0] == "=":
                return None, None
            letters = rest
            continue
        # pflag takes `=` as a separator only when something follows it.
        if len(rest) > 1 and rest[0] == "=":
            return flag, rest[1:]
        if flag.no_opt_default is None:
            return flag, rest or None
        if not rest:
            return flag, flag.no_opt_default
        take(flag, flag.no_opt_default, f"-{letters}")
        letters = rest


def _unknown(message: str, spelling: str) -> UsageError:
    error = UsageError(message)
    error.unknown_flag = spelling
    return error


def _help(found: Scan, text: str, spelling: str, *, deprecated: bool = False) -> None:
    from pydock_core.declarations.kinds import boolean

    try:
        wanted = boolean(text)
    except InvalidValue as error:
        raise refused(text, spelling, error) from error
    found.help = ("deprecated" if deprecated else "wanted") if wanted else ""


def refused(text: str, spelling: str, error: InvalidValue) -> UsageError:
    """Returns the error for a value that a flag refuses."""
    from pydock_core.values.quote import quote

    return UsageError(f"invalid argument {quote(text)} for {quote(spelling)} flag: {error.message}")


def parse(
    options_class: type,
    flag_set: FlagSet,
    words: list[str],
    *,
    find_more: Callable[[dict[str, Any]], list[Flag]] | None = None,
) -> ParsedFlags:
    """Parses a command line; raises `UsageError` and `ArgumentCountError` in the order of pflag and cobra.

    `find_more` is called once, at the first flag that the set lacks, with the values read before that flag; it returns
    flags to add to the set. The number of arguments is not checked after `--help`.
    """
    values: dict[str, Any] = {}
    added: dict[str, Any] = {}
    if find_more is not None:
        flag_set.find_more = lambda: find_more(values)
    given: list[str] = []
    own = {id(flag) for flag in flag_set.flags if getattr(options_class, flag.attribute, None) is flag}

    def take(flag: Flag, text: str, word: str) -> None:
        try:
            value = flag.parse(text)
        except InvalidValue as error:
            raise refused(text, flag.spelling, error) from error
        target = values if id(flag) in own else added
        if flag.multiple:
            if value is None:
                return  # docker ignores an empty filter
            target.setdefault(flag.attribute, []).append(value)
        else:
            target[flag.attribute] = value
        given.append(flag.attribute)

    try:
        found = scan(flag_set, words, take)
        if found.waiting is not None:
            raise UsageError(f"flag needs an argument: {_as_typed(found.waiting, words[-1])}")
        if not found.help:
            check_count(flag_set.arguments, found.positionals)
    except UsageError as error:
        error.set_flags = frozenset(given)
        raise

    options = options_class()
    for flag in flag_set.flags:
        if id(flag) in own:
            options.__dict__[flag.attribute] = values.get(flag.attribute, flag.absent_value())
        elif flag.attribute not in added:
            added[flag.attribute] = flag.absent_value()
    if flag_set.arguments_attribute:
        options.__dict__[flag_set.arguments_attribute] = found.positionals
    options.__dict__["_set_flags"] = frozenset(given)
    return ParsedFlags(options, added, found.help)


def _as_typed(flag: Flag, word: str) -> str:
    if word.startswith("--"):
        return word
    return f"{_rune(flag.short)} in -{word[word.index(flag.short) :]}"


def _rune(letter: str) -> str:
    """Returns one character in the form of Go's %q: `'x'`."""
    from pydock_core.values.quote import quote

    return "'\\''" if letter == "'" else f"'{quote(letter)[1:-1]}'" if letter != '"' else "'\"'"


def check_count(arguments: Arguments, positionals: list[str]) -> None:
    """Raises `ArgumentCountError` with docker's variant of cobra's message; the caller adds the command's name."""
    least, most, count = arguments.at_least, arguments.at_most, len(positionals)
    if most == 0 and count:
        raise ArgumentCountError("accepts no arguments")
    if least == most and count != least:
        raise ArgumentCountError(f"requires {least} {_plural(least)}")
    if count < least and most is None:
        raise ArgumentCountError(f"requires at least {least} {_plural(least)}")
    if most is not None and not least <= count <= most:
        if least == 0:
            raise ArgumentCountError(f"requires at most {most} {_plural(most)}")
        raise ArgumentCountError(f"requires at least {least} and at most {most} {_plural(most)}")


def _plural(count: int) -> str:
    return "argument" if count == 1 else "arguments"
