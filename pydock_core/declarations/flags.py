"""Flags and arguments, declared once as data.

    class Options:
        names = flags.arguments("NAME [NAME...]", at_least=1)
        label = flags.strings("label", "l", value="list", help="Set metadata on the group")
        quiet = flags.boolean("quiet", "q", help="Only display names")

The constructors return a `Flag`; their annotations are the types of the parsed values, which `command` finds as
attributes of `options`. Where a flag is absent, a boolean is False, a list is empty, and any other value is None or the
flag's `default`. The first argument is the long name without dashes, the second the letter. `more` are further
arguments of `Flag`. Parsing, help, completion and the reference of commands come from these declarations.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, overload

__all__ = [  # the promised API
    "Flag",
    "arguments",
    "boolean",
    "bytes",
    "custom",
    "duration",
    "filters",
    "integer",
    "is_set",
    "list_format",
    "number",
    "object_format",
    "string",
    "strings",
]


class Flag:
    """A flag; the functions below construct it.

    - `long`, `short`: the name and the letter (`label`, `l`).
    - `kind`: the name of the conversion from text (`string`, `bool`, `int`, `bytes`, …).
    - `value`: the word for the value on help pages.
    - `help`: the description on help pages.
    - `default`, `default_text`: the value where the flag is absent, and its text on help pages.
    - `multiple`: whether each occurrence adds a value to a list.
    - `convert`: checks or changes each value; raises InvalidValue.
    - `complete`: a completer's name, words, or a function of the session and the word so far, or `"module:function"`.
    - `hidden`: whether help pages and completion leave the flag out.
    - `deprecated`: the message that is printed where the flag is typed.
    - `since`: the lowest version of the Engine API that has the flag ("1.44").
    - `os`: the engine's operating system that the flag is limited to.
    - `swarm`: the engine's role in a swarm ("manager") without which help pages leave the flag out.
    - `experimental`: whether the flag needs an engine with experimental features.
    - `no_opt_default`: the text that the flag stands for where it is typed without a value.
    - `aliases`: further long names.
    - `commands`: the commands that `pydock_flags` adds the flag to; () for all command lines, as a global flag.

    `plugin` is the plugin that added the flag to a command of another plugin, "" for any other flag.
    """

    __slots__ = (
        "aliases",
        "attribute",
        "commands",
        "complete",
        "convert",
        "default",
        "default_text",
        "deprecated",
        "experimental",
        "help",
        "hidden",
        "kind",
        "long",
        "multiple",
        "no_opt_default",
        "os",
        "plugin",
        "short",
        "since",
        "swarm",
        "value",
    )

    def __init__(
        self,
        long: str,
        short: str = "",
        *,
        kind: str,
        value: str = "",
        help: str = "",
        default: Any = None,
        default_text: str | None = None,
        multiple: bool = False,
        convert: Callable[[str], Any] | None = None,
        complete: Callable[..., Any] | str | tuple[str, ...] | None = None,
        hidden: bool = False,
        deprecated: str = "",
        since: str = "",
        os: str = "",
        swarm: str = "",
        experimental: bool = False,
        no_opt_default: str | None = None,
        aliases: tuple[str, ...] = (),
        commands: tuple[str, ...] = (),
    ) -> None:
        self.long = long
        self.short = short
        self.kind = kind
        self.value = value
        self.help = help
        self.default = default
        self.default_text = default_text
        self.multiple = multiple
        self.convert = convert
        self.complete = complete
        self.hidden = hidden
        self.deprecated = deprecated
        self.since = since
        self.os = os
        self.swarm = swarm
        self.experimental = experimental
        self.no_opt_default = no_opt_default
        self.aliases = aliases
        self.commands = commands
        self.plugin = ""
        self.attribute = long.replace("-", "_")

    @property
    def spelling(self) -> str:
        """Returns `-m, --memory`, the flag's spelling in docker's messages."""
        return f"-{self.short}, --{self.long}" if self.short else f"--{self.long}"

    def absent_value(self) -> Any:
        """Returns the value of a flag that is not typed: its default, or a new list for a flag that collects values."""
        return [] if self.multiple and self.default is None else self.default

    def parse(self, text: str) -> Any:
        """Returns the value of `text`; raises `InvalidValue` with Go's message."""
        if self.kind == "string":
            value: Any = text
        else:
            from pydock_core.declarations import kinds

            value = kinds.parse(self.kind, text)
        return self.convert(value) if self.convert is not None else value


class Arguments:
    """The positional arguments: their usage words and how many are allowed.

    With `interspersed` False, parsing of flags ends at the first positional (docker: run, create, exec). `options`
    False leaves `[OPTIONS]` out of the usage line, as docker does in some. `complete_next` is the target of the
    completer of the arguments after the first, "" for that of all.
    """

    __slots__ = ("at_least", "at_most", "complete", "complete_next", "interspersed", "options", "usage")

    def __init__(
        self,
        usage: str,
        *,
        at_least: int = 0,
        at_most: int | None = None,
        interspersed: bool = True,
        options: bool = True,
        complete: Callable[..., Any] | str | tuple[str, ...] | None = None,
        complete_next: str = "",
    ) -> None:
        self.usage = usage
        self.options = options
        self.at_least = at_least
        self.at_most = at_most
        self.interspersed = interspersed
        self.complete = complete
        self.complete_next = complete_next


def _flag(*names: str, **declaration: Any) -> Any:
    return Flag(*names, **declaration)


def arguments(
    usage: str,
    *,
    at_least: int = 0,
    at_most: int | None = None,
    exactly: int | None = None,
    interspersed: bool = True,
    options: bool = True,
    complete: Callable[..., Any] | str | tuple[str, ...] | None = None,
    complete_next: str = "",
) -> list[str]:
    """Declares the positional arguments, a list of str; a command without this declaration takes none.

    - `usage`: the words on the usage line (`NAME [NAME...]`).
    - `at_least`, `at_most`, `exactly`: how many are allowed.
    - `interspersed`: False ends the flags at the first positional argument (`run`, `create`, `exec`).
    - `options`: False leaves `[OPTIONS]` out of the usage line.
    - `complete`: as in `Flag`.
    - `complete_next`: `"module:function"`, for the arguments after the first where they have another completer. The
      function gets the session, the word so far and the arguments before it; None stands for file names.
    """
    if exactly is not None:
        at_least = at_most = exactly
    declared: Any = Arguments(
        usage,
        at_least=at_least,
        at_most=at_most,
        interspersed=interspersed,
        options=options,
        complete=complete,
        complete_next=complete_next,
    )
    return declared  # type: ignore[no-any-return]


def boolean(long: str, short: str = "", *, default: bool = False, **more: Any) -> bool:
    """Declares a switch: `--rm`, `--rm=false`; the texts are those of Go's ParseBool."""
    more.setdefault("no_opt_default", "true")
    return _flag(long, short, kind="bool", default=default, **more)  # type: ignore[no-any-return]


if TYPE_CHECKING:

    @overload
    def string(long: str, short: str = "", *, default: str, value: str = "string", **more: Any) -> str: ...
    @overload
    def string(long: str, short: str = "", *, value: str = "string", **more: Any) -> str | None: ...


def string(long: str, short: str = "", *, default: str | None = None, value: str = "string", **more: Any) -> str | None:
    """Declares a text; the last occurrence counts."""
    return _flag(long, short, kind="string", value=value, default=default, **more)  # type: ignore[no-any-return]


def strings(long: str, short: str = "", *, value: str = "list", **more: Any) -> list[str]:
    """Declares a list of texts: one for each occurrence, in their order."""
    return _flag(long, short, kind="string", value=value, multiple=True, **more)  # type: ignore[no-any-return]


if TYPE_CHECKING:

    @overload
    def integer(long: str, short: str = "", *, default: int, value: str = "int", **more: Any) -> int: ...
    @overload
    def integer(long: str, short: str = "", *, value: str = "int", **more: Any) -> int | None: ...


def integer(long: str, short: str = "", *, default: int | None = None, value: str = "int", **more: Any) -> int | None:
    """Declares an integer, as Go's ParseInt reads it (`0x1f`, `1_000`); `value` is its Go type (`int`, `uint16`, …)."""
    return _flag(long, short, kind=value, value=value, default=default, **more)  # type: ignore[no-any-return]


def number(long: str, short: str = "", *, default: float | None = None, **more: Any) -> float | None:
    """Declares a floating-point number."""
    return _flag(long, short, kind="float", value="float", default=default, **more)  # type: ignore[no-any-return]


def bytes(long: str, short: str = "", *, default: int | None = None, **more: Any) -> int | None:
    """Declares a size in bytes: `512m`, `1.5g`; without a unit, bytes."""
    return _flag(long, short, kind="bytes", value="bytes", default=default, **more)  # type: ignore[no-any-return]


def duration(long: str, short: str = "", *, default: int | None = None, **more: Any) -> int | None:
    """Declares a duration in nanoseconds: `1m30s`, as Go's ParseDuration reads it."""
    return _flag(long, short, kind="duration", value="duration", default=default, **more)  # type: ignore[no-any-return]


def custom(long: str, short: str = "", *, value: str, convert: Callable[[str], Any], **more: Any) -> Any:
    """Declares a value that `convert` makes from the text; `value` is its word on help pages."""
    return _flag(long, short, kind="string", value=value, convert=convert, **more)


def filters(long: str = "filter", short: str = "f", *, help: str = "Show only what matches") -> list[tuple[str, str]]:
    """Declares docker's `--filter name=value`, a list of (name, value); a text without `=` is refused."""
    return _flag(long, short, kind="string", value="filter", multiple=True, convert=_parse_filter, help=help)  # type: ignore[no-any-return]


def _parse_filter(text: str) -> tuple[str, str] | None:
    from pydock_core.values.filters import parse_filter

    return parse_filter(text)


FORMAT_HELP = (
    "How to print the list:\n'table':            a table (the default)\n'table TEMPLATE':   a table of a template's\n"
    "fields\n'json':             one JSON object a line\n'TEMPLATE':         a Go template, run for\neach item"
)
OBJECT_FORMAT_HELP = "How to print the answer:\n'json':             JSON\n'TEMPLATE':         a Go template"


def list_format(long: str = "format", short: str = "") -> str | None:
    """Declares docker's `--format` of commands that list objects."""
    return string(long, short, help=FORMAT_HELP)


def object_format(long: str = "format", short: str = "f") -> str | None:
    """Declares docker's `--format` of commands that show one object."""
    return string(long, short, help=OBJECT_FORMAT_HELP)


class FlagSet:
    """The flags and arguments of an `Options` class and its bases, by their spellings; `added` are flags of plugins."""

    __slots__ = ("arguments", "arguments_attribute", "find_more", "flags", "longs", "shorts")

    def __init__(self, options: type, added: list[Flag] | None = None) -> None:
        self.flags: list[Flag] = []
        self.find_more: Callable[[], list[Flag]] | None = None
        self.arguments = Arguments("", at_most=0)
        self.arguments_attribute = ""
        declared: dict[str, Any] = {}
        for base in reversed(options.__mro__):
            declared.update(vars(base))
        for attribute, value in declared.items():
            if isinstance(value, Flag):
                value.attribute = attribute
                self.flags.append(value)
            elif isinstance(value, Arguments):
                self.arguments, self.arguments_attribute = value, attribute
        self.longs: dict[str, Flag] = {}
        self.shorts: dict[str, Flag] = {}
        self._add(self.flags)
        if added:
            self.flags += added
            self._add(added)

    def extend(self) -> None:
        """Adds the flags that `find_more` returns; `find_more` is called once."""
        if self.find_more is not None:
            found, self.find_more = self.find_more(), None
            self.flags += found
            self._add(found)

    def _add(self, flags: list[Flag]) -> None:
        for flag in flags:
            # A plugin's flag is added last, so that it never replaces a spelling of the command.
            self.longs.setdefault(flag.long, flag)
            for alias in flag.aliases:
                self.longs.setdefault(alias, flag)
            if flag.short:
                self.shorts.setdefault(flag.short, flag)

    def usage(self, program: str, path: str) -> str:
        """Returns the usage line, `pydock ps [OPTIONS]`; `[OPTIONS]` is left out if no flag is visible.

        `{program}` in the usage of the arguments stands for the program's name, in a second form of the command line.
        """
        words = [program, path]
        if self.arguments.options and any(not flag.hidden for flag in self.flags):
            words.append("[OPTIONS]")
        if self.arguments.usage:
            words.append(self.arguments.usage.replace("{program}", program))
        return " ".join(words)


def is_set(options: object, attribute: str) -> bool:
    """Returns whether the flag of this attribute of `options` was typed (pflag's `Changed`)."""
    return attribute in options.__dict__.get("_set_flags", ())
