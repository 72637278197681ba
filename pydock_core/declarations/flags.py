"""Flags and arguments, declared once as data.

    class Options:
        names = flags.arguments("NAME [NAME...]", at_least=1)
        label = flags.strings("label", "l", value="list", help="Set metadata on the group")
        quiet = flags.boolean("quiet", "q", help="Only display names")

The constructors return a `Flag`; their annotations say what the attribute holds once a command line is parsed: a
boolean is False and a list empty when the flag is absent, any other value is None unless it has a default.
`is_set(options, "label")` tells whether it was typed. From the same data come parsing, help, completion and the
reference of commands.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, overload


class Flag:
    """One flag. `kind` names how its text becomes a value (see `kinds`), `multiple` collects one value an occurrence.

    `plugin` is the third party's plugin that added it to somebody else's command, "" for any other flag.
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
        self.experimental = experimental
        self.no_opt_default = no_opt_default
        self.aliases = aliases
        self.commands = commands
        self.plugin = ""
        self.attribute = long.replace("-", "_")

    @property
    def spelling(self) -> str:
        """`-m, --memory`, as docker's messages name a flag."""
        return f"-{self.short}, --{self.long}" if self.short else f"--{self.long}"

    def parse(self, text: str) -> Any:
        """The value that `text` stands for; raises `InvalidValue` with Go's words."""
        if self.kind == "string":
            value: Any = text
        else:
            from pydock_core.declarations import kinds

            value = kinds.parse(self.kind, text)
        return self.convert(value) if self.convert is not None else value


class Arguments:
    """The positional arguments: their usage words and how many are allowed.

    With `interspersed` False, parsing of flags ends at the first positional (docker: run, create, exec). `options`
    False leaves `[OPTIONS]` out of the usage line, as docker does in some.
    """

    __slots__ = ("at_least", "at_most", "complete", "interspersed", "options", "usage")

    def __init__(
        self,
        usage: str,
        *,
        at_least: int = 0,
        at_most: int | None = None,
        interspersed: bool = True,
        options: bool = True,
        complete: Callable[..., Any] | str | tuple[str, ...] | None = None,
    ) -> None:
        self.usage = usage
        self.options = options
        self.at_least = at_least
        self.at_most = at_most
        self.interspersed = interspersed
        self.complete = complete


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
) -> list[str]:
    """The command's positional arguments, as a list; a command without them takes none."""
    if exactly is not None:
        at_least = at_most = exactly
    declared: Any = Arguments(
        usage, at_least=at_least, at_most=at_most, interspersed=interspersed, options=options, complete=complete
    )
    return declared  # type: ignore[no-any-return]


def boolean(long: str, short: str = "", *, default: bool = False, **more: Any) -> bool:
    """A switch: `--rm`, `--rm=false`; the texts are those of Go's ParseBool."""
    more.setdefault("no_opt_default", "true")
    return _flag(long, short, kind="bool", default=default, **more)  # type: ignore[no-any-return]


if TYPE_CHECKING:

    @overload
    def string(long: str, short: str = "", *, default: str, value: str = "string", **more: Any) -> str: ...
    @overload
    def string(long: str, short: str = "", *, value: str = "string", **more: Any) -> str | None: ...


def string(long: str, short: str = "", *, default: str | None = None, value: str = "string", **more: Any) -> str | None:
    """A text, the last one given."""
    return _flag(long, short, kind="string", value=value, default=default, **more)  # type: ignore[no-any-return]


def strings(long: str, short: str = "", *, value: str = "list", **more: Any) -> list[str]:
    """Texts, one an occurrence, in the order given; `convert` checks or changes each as it is read."""
    return _flag(long, short, kind="string", value=value, multiple=True, **more)  # type: ignore[no-any-return]


if TYPE_CHECKING:

    @overload
    def integer(long: str, short: str = "", *, default: int, value: str = "int", **more: Any) -> int: ...
    @overload
    def integer(long: str, short: str = "", *, value: str = "int", **more: Any) -> int | None: ...


def integer(long: str, short: str = "", *, default: int | None = None, value: str = "int", **more: Any) -> int | None:
    """A whole number as Go's ParseInt reads it (`0x1f`, `1_000`); `value="uint16"` and the like set sign and size."""
    return _flag(long, short, kind=value, value=value, default=default, **more)  # type: ignore[no-any-return]


def number(long: str, short: str = "", *, default: float | None = None, **more: Any) -> float | None:
    """A floating-point number."""
    return _flag(long, short, kind="float", value="float", default=default, **more)  # type: ignore[no-any-return]


def bytes(long: str, short: str = "", *, default: int | None = None, **more: Any) -> int | None:
    """A size in bytes: `512m`, `1.5g`; without a unit, bytes."""
    return _flag(long, short, kind="bytes", value="bytes", default=default, **more)  # type: ignore[no-any-return]


def duration(long: str, short: str = "", *, default: int | None = None, **more: Any) -> int | None:
    """A duration in nanoseconds: `1m30s`, as Go's ParseDuration reads it."""
    return _flag(long, short, kind="duration", value="duration", default=default, **more)  # type: ignore[no-any-return]


def custom(long: str, short: str = "", *, value: str, convert: Callable[[str], Any], **more: Any) -> Any:
    """A value of the caller's own kind; `convert` makes it from the text, raising `InvalidValue`."""
    return _flag(long, short, kind="string", value=value, convert=convert, **more)


def filters(long: str = "filter", short: str = "f", *, help: str = "Show only what matches") -> list[tuple[str, str]]:
    """docker's `--filter name=value`, as (name, value) pairs; a text without `=` is refused."""
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
    """docker's `--format` of commands that list things."""
    return string(long, short, help=FORMAT_HELP)


def object_format(long: str = "format", short: str = "f") -> str | None:
    """docker's `--format` of commands that show one thing."""
    return string(long, short, help=OBJECT_FORMAT_HELP)


class FlagSet:
    """The flags and arguments of one `Options` class, its bases' included, found by how they are typed."""

    __slots__ = ("arguments", "arguments_attribute", "flags", "longs", "shorts")

    def __init__(self, options: type, added: list[Flag] | None = None) -> None:
        self.flags: list[Flag] = []
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
        self.flags += added or []
        self.longs: dict[str, Flag] = {}
        self.shorts: dict[str, Flag] = {}
        for flag in self.flags:
            # A plugin's flag comes later, so it never takes a spelling that the command has itself.
            self.longs.setdefault(flag.long, flag)
            for alias in flag.aliases:
                self.longs.setdefault(alias, flag)
            if flag.short:
                self.shorts.setdefault(flag.short, flag)

    def usage(self, program: str, path: str) -> str:
        """`pydock ps [OPTIONS]`; the options are named only where there are any to show.

        `{program}` in what the arguments are said to be stands for the program, in a second way to call it.
        """
        words = [program, path]
        if self.arguments.options and any(not flag.hidden for flag in self.flags):
            words.append("[OPTIONS]")
        if self.arguments.usage:
            words.append(self.arguments.usage.replace("{program}", program))
        return " ".join(words)


def is_set(options: object, attribute: str) -> bool:
    """Whether the flag behind `attribute` was typed (docker's `Changed`)."""
    return attribute in options.__dict__.get("_set_flags", ())
