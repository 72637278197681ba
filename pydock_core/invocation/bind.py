"""The step from a `ResolvedCommand` to a `BoundCommand`: the command's module loaded, its flags read and checked."""

from __future__ import annotations

from pydock_core.command.parse import parse
from pydock_core.declarations.flags import FlagSet
from pydock_core.errors import EngineError, PyDockError, UsageError
from pydock_core.session import PluginOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from pydock_core.command.parse import ParsedFlags
    from pydock_core.command.resolve import ResolvedCommand
    from pydock_core.declarations.plugin_index import IndexedCommand
    from pydock_core.session import Session


class BoundCommand:
    """A command with the options that the command line gives it.

    `path` is the command as messages name it (`container ls`), `usage` its usage line. `options` is an object of the
    module's `Options`, or the list of words of a raw command. `help` is "", "wanted" or "deprecated" (`-h`).
    """

    __slots__ = ("entry", "help", "module", "options", "path", "usage")

    def __init__(
        self, entry: IndexedCommand, module: ModuleType, path: str, usage: str, options: Any, help: str
    ) -> None:
        self.entry = entry
        self.module = module
        self.path = path
        self.usage = usage
        self.options = options
        self.help = help


def bind(session: Session, resolved: ResolvedCommand) -> BoundCommand:
    """Reads the command's flags and gives the session their values.

    Raises UsageError with the command's path and usage line, PyDockError for a flag that the engine lacks.
    """
    entry, path = resolved.entry, resolved.path
    session.enter_command(path)
    if entry.delegate:
        from pydock_core.host.delegates import choose_command

        entry = choose_command(session, entry)
    module = entry.load()
    if entry.raw:
        return BoundCommand(entry, module, path, "", resolved.words, "")
    flag_set = FlagSet(module.Options, session.hooks.index.added_flags(entry))
    usage = flag_set.usage(session.program, path)
    try:
        parsed = parse(module.Options, flag_set, resolved.words)
    except UsageError as error:
        try:
            _check_command(session, entry, path)
            _check_support(session, flag_set, error.set_flags)
        except EngineError:
            pass  # without an engine, the wrong flag alone is reported
        if error.unknown_flag:
            from pydock_core.host.blocked_plugins import explain_unknown_flag

            blocked = session.global_options.no_plugin
            explain_unknown_flag(error, session.hooks.index, entry.names, session.settings, blocked)
        error.locate(path, usage)
        raise
    typed = parsed.options._set_flags
    session.enter_command(path, _plugin_options(session, parsed))
    if parsed.help:
        return BoundCommand(entry, module, path, usage, parsed.options, parsed.help)
    _check_command(session, entry, path)
    if typed:
        _check_support(session, flag_set, typed)
        for flag in flag_set.flags:
            if flag.deprecated and flag.attribute in typed:
                session.stdout.write(f"Flag --{flag.long} has been deprecated, {flag.deprecated}\n")
        if "format" in typed and session.hooks.index.formatter(parsed.options.format) is not None:
            from pydock_core.host.formatters import named_format

            options = parsed.options
            options.format = named_format(session.hooks.index, options.format) or options.format
    return BoundCommand(entry, module, path, usage, parsed.options, "")


def _plugin_options(session: Session, parsed: ParsedFlags) -> PluginOptions:
    """Returns the values of plugins' flags, of this command and global ones; of one name, the command's if typed."""
    typed = parsed.options._set_flags
    values = dict(parsed.plugin_options)
    for name, value in session.plugin_options:
        if value is not None and name not in typed:
            values[name] = value
    return PluginOptions(values)


def _check_command(session: Session, entry: IndexedCommand, path: str) -> None:
    """Raises PyDockError for a command that the engine is too old for, before any other mistake is reported."""
    if entry.since:
        from pydock_core.command import support

        refusal = support.command_refusal(session, entry, path)
        if refusal:
            raise PyDockError(refusal)


def _check_support(session: Session, flag_set: FlagSet, typed: frozenset[str]) -> None:
    """Raises PyDockError for a typed flag that the engine lacks, as docker does before it reports any other mistake."""
    if any(flag.since or flag.os or flag.experimental for flag in flag_set.flags if flag.attribute in typed):
        from pydock_core.command import support

        support.check(session, flag_set, typed)
