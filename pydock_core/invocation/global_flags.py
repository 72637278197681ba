"""The first step of an invocation: the words of the command line → `GlobalOptions`."""

from __future__ import annotations

from pydock_core.errors import UsageError
from pydock_core.session import GlobalOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pydock_core.config.settings import Settings
    from pydock_core.declarations.flags import Flag
    from pydock_core.host.index import Index


def read_global_flags(words: list[str], environ: Mapping[str, str]) -> GlobalOptions:
    """Parses the flags before the command; the remaining words are `GlobalOptions.words`.

    The index of plugins is read only if a flag is typed that PyDock itself lacks: a plugin may have added that flag.
    Raises UsageError for a flag that neither has, SettingsError for such a flag if config.toml can't be read: it names
    the plugins whose flags do not count. Raises PyDockError for values that docker refuses for every command.
    """
    options = GlobalOptions()
    if not words or len(words[0]) < 2 or words[0][0] != "-":
        options.words = words  # global flags end at the first word that is no flag
        return options
    from pydock_core.command.parse import parse
    from pydock_core.declarations.flags import FlagSet
    from pydock_core.declarations.global_flags import GlobalFlags

    def added_by_plugins(values: dict[str, Any]) -> list[Flag]:
        from pydock_core.invocation.open_session import load_plugins

        settings, index = load_plugins(environ, values.get("no_plugin", []))
        if settings.error is not None:
            raise settings.error
        loaded.append((settings, index, values.get("no_plugin", [])))
        return index.added_flags("")

    loaded: list[tuple[Settings, Index, list[str]]] = []
    try:
        parsed = parse(GlobalFlags, FlagSet(GlobalFlags), words, find_more=added_by_plugins)
    except UsageError as error:
        from pydock_core.host.blocked_plugins import explain_unknown_flag

        for settings, index, no_plugin in loaded:
            explain_unknown_flag(error, index, [""], settings, no_plugin)
        raise
    options.words = parsed.options.words
    options.typed = words[: len(words) - len(options.words)]
    options.help = parsed.help
    options.plugin_options = parsed.plugin_options
    for name in parsed.options._set_flags:
        if name not in parsed.plugin_options:
            setattr(options, name, getattr(parsed.options, name))
    if options.log_level or (options.context and options.host):
        _check(options)
    return options


def _check(options: GlobalOptions) -> None:
    """Raises PyDockError for values that docker refuses for every command, `--version` included."""
    from pydock_core.config.endpoint import CONFLICT
    from pydock_core.errors import PyDockError, SettingsError
    from pydock_core.output.log import LEVELS

    if options.log_level and options.log_level.lower() not in LEVELS:
        raise PyDockError(f"Unable to parse logging level: {options.log_level}")
    if options.context and options.host:
        raise SettingsError(CONFLICT)
